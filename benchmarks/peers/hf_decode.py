"""Transformers: prompts to their first new token, or one more token of every sequence, greedy: by a loop, or by `generate`."""
import sys, time
import torch
import peer

what = sys.argv.pop(1)  # prefill, decode or generate
arguments = peer.arguments(config="qwen2.5-0.5b", batch=1, seq=128, new_tokens=32)
peer.prepare(arguments)
torch.set_grad_enabled(False)
model = peer.hf_model(arguments.config, arguments.device).eval()
forward = peer.compiled(model, arguments)
B = arguments.batch


def prompt(length):
    return torch.randint(model.config.vocab_size, (B, length), device=arguments.device)


def start(ids):
    out = forward(input_ids=ids, use_cache=True, logits_to_keep=1)
    return out.past_key_values, out.logits[:, -1:].argmax(-1)


def steps(cache, token, count):
    for _ in range(count):
        out = forward(input_ids=token, past_key_values=cache, use_cache=True)
        cache, token = out.past_key_values, out.logits[:, -1:].argmax(-1)
    return cache, token


if what == "prefill":
    ids = prompt(arguments.seq)
    peer.warm_up(lambda: start(ids))
    times = peer.timing(peer.samples(arguments, lambda: peer.seconds(lambda: start(ids), arguments.device)))
    peer.row("prefill", arguments, times, tokens=B * arguments.seq)
elif what == "generate":
    # with room for all tokens from the start, `generate` compiles the model itself where that is a GPU's
    more = {"cache_implementation": "static"} if arguments.compile else {}

    def generated(length, count):
        return model.generate(prompt(length), attention_mask=torch.ones(B, length, device=arguments.device),
                              min_new_tokens=count, max_new_tokens=count, do_sample=False, pad_token_id=0, **more)

    peer.warm_up(lambda: generated(arguments.seq, arguments.new_tokens))   # a compiled one is of this size
    times = peer.timing(peer.samples(arguments, lambda: peer.seconds(
        lambda: generated(arguments.seq, arguments.new_tokens), arguments.device) / arguments.new_tokens))
    peer.row("decode", arguments, times, tokens=B)
else:
    peer.warm_up(lambda: steps(*start(prompt(4)), 8))
    block = max(1, arguments.new_tokens // arguments.repeats)
    state = start(prompt(arguments.seq))

    def sample():
        global state
        peer.settle(arguments.device)
        began = time.perf_counter()
        state = steps(*state, block)
        peer.settle(arguments.device)
        return (time.perf_counter() - began) / block

    peer.row("decode", arguments, peer.timing(peer.samples(arguments, sample)), tokens=B)
