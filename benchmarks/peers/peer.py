"""What the drivers of the peers share: the models' sizes, options, timing, and the row they print."""
import argparse, json, resource, statistics, sys, time

# hidden, layers, query heads, key heads, inner width, vocabulary; as `./zerograd bench` has them
SIZES = {
    "nano": (128, 4, 4, 2, 384, 1024),
    "micro": (256, 6, 4, 2, 1536, 4096),
    "small": (768, 12, 12, 4, 2048, 32000),
    "qwen2.5-0.5b": (896, 24, 14, 2, 4864, 151936),
    "llama3.2-1b": (2048, 16, 32, 8, 8192, 128256),
}


def arguments(**defaults):
    """The options of `./zerograd bench`, with these defaults."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--paced", action="store_true", help="take a sample for each line of standard input")
    parser.add_argument("--device", default="cpu", help="where PyTorch computes: cpu or cuda")
    parser.add_argument("--compile", action="store_true", help="by torch.compile")
    parser.add_argument("--tf32", action="store_true", help="let matrix products round their factors to TF32")
    for name, value in {"threads": 2, "repeats": 5, **defaults}.items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    return parser.parse_args()


def timing(samples):
    """The median, and the slowest less the fastest as a share of it."""
    median = statistics.median(samples)
    return {"median_s": median, "spread": (max(samples) - min(samples)) / median}


def settle(device):
    """Waits until all that was asked of the device is done."""
    if device != "cpu":
        import torch
        torch.cuda.synchronize()


def seconds(body, device="cpu"):
    settle(device)
    began = time.perf_counter()
    body()
    settle(device)
    return time.perf_counter() - began


def seconds_in_a_row(body, device="cpu", at_least=0.25):
    """The seconds of a run, as the mean over as many as last `at_least` together; as `./zerograd bench train` has it."""
    settle(device)
    began, runs = time.perf_counter(), 0
    while True:
        body()
        settle(device)
        runs += 1
        if time.perf_counter() - began >= at_least:
            return (time.perf_counter() - began) / runs


def warm_up(body, at_least=3.0):
    """Runs `body` for `at_least` seconds, at least once."""
    began = time.perf_counter()
    while True:
        body()
        if time.perf_counter() - began > at_least:
            return


def samples(arguments, sample):
    """Takes `--repeats` samples, whose seconds `sample` returns: at once, or each when a line comes in."""
    taken = []
    if arguments.paced:
        print("ready", flush=True)
    while len(taken) < arguments.repeats and (not arguments.paced or sys.stdin.readline()):
        taken.append(sample())
        if arguments.paced:
            print("sample", taken[-1], flush=True)
    return taken


def row(bench, arguments, times, tokens=None, flops=None, **more):
    """Prints one row under the names of `./zerograd bench --json`."""
    keys = {"bench": bench, "config": None, "dtype": "f32", "threads": arguments.threads, "batch": None, "seq": None,
            "M": None, "N": None, "K": None}
    keys.update({name: value for name, value in vars(arguments).items() if name in keys})
    keys.update(more)
    keys["gflops"] = flops / 1e9 / times["median_s"] if flops else None
    keys["tokens_per_s"] = tokens / times["median_s"] if tokens else None
    keys["percent_of_peak"] = keys["percent_of_bandwidth"] = None
    keys["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    keys.update(times)
    print(json.dumps(keys), flush=True)


def prepare(arguments):
    """Sets PyTorch up as the options say."""
    import torch
    torch.set_num_threads(arguments.threads)
    torch.set_float32_matmul_precision("high" if arguments.tf32 else "highest")


def compiled(function, arguments):
    """`function`, by torch.compile if that is asked for."""
    import torch
    return torch.compile(function) if arguments.compile else function


def hf_model(config, device="cpu"):
    """The Transformers model of that size, with random weights."""
    import torch, transformers
    hidden, layers, heads, key_heads, inner, vocabulary = SIZES[config]
    torch.manual_seed(0)
    family = "Llama" if config.startswith("llama") else "Qwen2"
    model = getattr(transformers, family + "ForCausalLM")(getattr(transformers, family + "Config")(
        hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, num_key_value_heads=key_heads,
        intermediate_size=inner, vocab_size=vocabulary, max_position_embeddings=32768, rope_theta=1e6,
        tie_word_embeddings=True, bos_token_id=None, eos_token_id=None, pad_token_id=None))
    return model.to(device)
