"""Transformers and PyTorch: forward, backward, clipping, AdamW; every token counts."""
import torch
import peer

arguments = peer.arguments(config="micro", batch=8, seq=128)
peer.prepare(arguments)
model = peer.hf_model(arguments.config, arguments.device).train()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)
ids = torch.randint(model.config.vocab_size, (arguments.batch, arguments.seq), device=arguments.device)
forward = peer.compiled(model, arguments)


def step():
    forward(input_ids=ids, labels=ids, use_cache=False).loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


peer.warm_up(step)
times = peer.timing(peer.samples(arguments, lambda: peer.seconds_in_a_row(step, arguments.device)))
peer.row("train", arguments, times, tokens=arguments.batch * arguments.seq)
