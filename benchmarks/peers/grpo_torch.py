"""A step of GRPO written by hand with PyTorch and a Transformers model: rollout, scoring, one update, no reference."""
import time
import torch
import peer

arguments = peer.arguments(config="micro", batch=64, seq=32, new_tokens=64, group=8, micro_batch=0)
torch.set_num_threads(arguments.threads)
model = peer.hf_model(arguments.config)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.0)
B, T, G, V = arguments.batch, arguments.seq, arguments.group, model.config.vocab_size
prompts = torch.randint(V, (B // G, T)).repeat_interleave(G, 0)
micro = arguments.micro_batch or B


@torch.no_grad()
def rollout():
    """The new tokens, and the log-probability of each."""
    out = model(input_ids=prompts, use_cache=True, logits_to_keep=1)
    tokens, log_probs = [], []
    for i in range(arguments.new_tokens):
        distribution = torch.log_softmax(out.logits[:, -1].float(), -1)
        token = torch.multinomial(distribution.exp(), 1)
        tokens.append(token)
        log_probs.append(distribution.gather(1, token))
        if i < arguments.new_tokens - 1:
            out = model(input_ids=token, past_key_values=out.past_key_values, use_cache=True)
    return torch.cat(tokens, 1), torch.cat(log_probs, 1)


def score(tokens):
    rewards = torch.tensor([float(sum(id % 2 == 0 for id in response)) for response in tokens.tolist()])
    groups = rewards.view(-1, G)
    return ((groups - groups.mean(1, keepdim=True)) / (groups.std(1, keepdim=True) + 1e-4)).view(-1, 1)


def update(tokens, old, advantages):
    for part in range(0, B, micro):
        rows = slice(part, part + micro)
        ids = torch.cat([prompts[rows], tokens[rows]], 1)
        logits = model(input_ids=ids, use_cache=False, logits_to_keep=arguments.new_tokens + 1).logits[:, :-1]
        new = torch.log_softmax(logits.float(), -1).gather(2, tokens[rows].unsqueeze(2)).squeeze(2)
        ratio, A = (new - old[rows]).exp(), advantages[rows]
        loss = -torch.min(ratio * A, ratio.clamp(0.8, 1.2) * A).sum() / tokens.numel()
        loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)


parts = {"grpo": [], "grpo_rollout": [], "grpo_score": [], "grpo_train": []}


def step():
    times = [time.perf_counter()]
    tokens, log_probs = rollout()
    times.append(time.perf_counter())
    advantages = score(tokens)
    times.append(time.perf_counter())
    update(tokens, log_probs, advantages)
    times.append(time.perf_counter())
    for name, seconds in zip(parts, (times[3] - times[0], *(b - a for a, b in zip(times, times[1:])))):
        parts[name].append(seconds)
    return times[3] - times[0]


peer.warm_up(step)
n = len(peer.samples(arguments, step))
for name, samples in parts.items():
    tokens = None if name == "grpo_score" else B * arguments.new_tokens
    peer.row(name, arguments, peer.timing(samples[-n:]), tokens=tokens)
