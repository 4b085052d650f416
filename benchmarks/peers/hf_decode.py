"""Transformers: prompts to their first new token, or one more token of every sequence, greedy."""
import sys, time
import torch
import peer

what = sys.argv.pop(1)  # prefill or decode
arguments = peer.arguments(config="qwen2.5-0.5b", batch=1, seq=128, new_tokens=32)
torch.set_num_threads(arguments.threads)
torch.set_grad_enabled(False)
model = peer.hf_model(arguments.config).eval()
B = arguments.batch


def prompt(length):
    return torch.randint(model.config.vocab_size, (B, length))


def start(ids):
    out = model(input_ids=ids, use_cache=True, logits_to_keep=1)
    return out.past_key_values, out.logits[:, -1:].argmax(-1)


def steps(cache, token, count):
    for _ in range(count):
        out = model(input_ids=token, past_key_values=cache, use_cache=True)
        cache, token = out.past_key_values, out.logits[:, -1:].argmax(-1)
    return cache, token


if what == "prefill":
    ids = prompt(arguments.seq)
    peer.warm_up(lambda: start(ids))
    times = peer.timing(peer.samples(arguments, lambda: peer.seconds(lambda: start(ids))))
    peer.row("prefill", arguments, times, tokens=B * arguments.seq)
else:
    peer.warm_up(lambda: steps(*start(prompt(4)), 8))
    block = max(1, arguments.new_tokens // arguments.repeats)
    state = start(prompt(arguments.seq))

    def sample():
        global state
        began = time.perf_counter()
        state = steps(*state, block)
        return (time.perf_counter() - began) / block

    peer.row("decode", arguments, peer.timing(peer.samples(arguments, sample)), tokens=B)
