"""llama.cpp through its C interface: prompts, or one more token of every sequence; nothing is sampled.

LLAMA_CPP names a folder with libllama and ggml's libraries: that of a build of llama.cpp, or the one that the npm
package @node-llama-cpp/linux-x64 brings along. --model is a GGUF file, such as `./zerograd export` writes.
"""
import ctypes, glob, os, sys, time
from ctypes import POINTER, byref, c_int8, c_int32, c_uint8, c_uint32, c_void_p, c_char_p, c_float
import random
import peer

what = sys.argv.pop(1)  # prefill or decode
arguments = peer.arguments(model="", config="qwen2.5-0.5b", dtype="f32", batch=1, seq=128, new_tokens=32)
folder = os.environ["LLAMA_CPP"]
B, T, N = arguments.batch, arguments.seq, arguments.new_tokens


def library(name):
    return ctypes.CDLL(glob.glob(f"{folder}/lib{name}.so*")[0] if glob.glob(f"{folder}/lib{name}.so*")
                       else glob.glob(f"{folder}/lib{name}.*so*")[0], mode=ctypes.RTLD_GLOBAL)


class Parameters(ctypes.Structure):
    """The parameters of a model or a context; only the first four of a context's are named, and there is room for more."""
    _fields_ = [("n_ctx", c_uint32), ("n_batch", c_uint32), ("n_ubatch", c_uint32), ("n_seq_max", c_uint32),
                ("others", c_uint8 * 1008)]


class Batch(ctypes.Structure):
    _fields_ = [("n_tokens", c_int32), ("token", POINTER(c_int32)), ("embd", POINTER(c_float)),
                ("pos", POINTER(c_int32)), ("n_seq_id", POINTER(c_int32)), ("seq_id", POINTER(POINTER(c_int32))),
                ("logits", POINTER(c_int8))]


ggml, llama = library("ggml"), library("llama")
ggml.ggml_backend_load_all_from_path.argtypes = [c_char_p]
for name, result, given in [("llama_model_default_params", Parameters, []),
                            ("llama_context_default_params", Parameters, []),
                            ("llama_model_load_from_file", c_void_p, [c_char_p, Parameters]),
                            ("llama_init_from_model", c_void_p, [c_void_p, Parameters]),
                            ("llama_set_n_threads", None, [c_void_p, c_int32, c_int32]),
                            ("llama_batch_init", Batch, [c_int32, c_int32, c_int32]),
                            ("llama_decode", c_int32, [c_void_p, Batch]),
                            ("llama_synchronize", None, [c_void_p]),
                            ("llama_get_memory", c_void_p, [c_void_p]),
                            ("llama_memory_clear", None, [c_void_p, ctypes.c_bool]),
                            ("llama_print_system_info", c_char_p, [])]:
    function = getattr(llama, name)
    function.restype, function.argtypes = result, given
quiet = ctypes.CFUNCTYPE(None, c_int32, c_char_p, c_void_p)(lambda level, text, data: None)
llama.llama_log_set(quiet, None)

ggml.ggml_backend_load_all_from_path(folder.encode())
model = llama.llama_model_load_from_file(arguments.model.encode(), llama.llama_model_default_params())
if not model:
    sys.exit(f"llama.cpp cannot load {arguments.model}")
print(llama.llama_print_system_info().decode(), file=sys.stderr)
wanted = llama.llama_context_default_params()
wanted.n_ctx, wanted.n_seq_max = B * -(-(T + N + 8) // 256) * 256, B
wanted.n_batch, wanted.n_ubatch = max(512, B * T if what == "prefill" else 512), 512
context = llama.llama_init_from_model(model, wanted)
llama.llama_set_n_threads(context, arguments.threads, arguments.threads)
room = llama.llama_batch_init(max(512, B, T), 0, 1)
V = peer.SIZES[arguments.config][5]


def run(rows):
    """Computes rows of (sequence, position, whether its logits are wanted)."""
    room.n_tokens = len(rows)
    for i, (sequence, position, logits) in enumerate(rows):
        room.token[i], room.pos[i], room.n_seq_id[i] = random.randrange(V), position, 1
        room.seq_id[i][0], room.logits[i] = sequence, logits
    if llama.llama_decode(context, room) != 0:
        sys.exit("llama_decode failed")
    llama.llama_synchronize(context)


def prompts(length):
    llama.llama_memory_clear(llama.llama_get_memory(context), True)
    for sequence in range(B):
        for first in range(0, length, 512):
            run([(sequence, at, at == length - 1) for at in range(first, min(length, first + 512))])


def steps(position, count):
    for step in range(count):
        run([(sequence, position + step, 1) for sequence in range(B)])


def warm():
    prompts(4)
    steps(4, 8)


if what == "prefill":
    peer.warm_up(lambda: prompts(T))
    times = peer.timing(peer.samples(arguments, lambda: peer.seconds(lambda: prompts(T))))
    peer.row("prefill", arguments, times, tokens=B * T)
else:
    peer.warm_up(warm)
    block, position = max(1, N // arguments.repeats), T
    prompts(T)

    def sample():
        global position
        began = time.perf_counter()
        steps(position, block)
        position += block
        return (time.perf_counter() - began) / block

    peer.row("decode", arguments, peer.timing(peer.samples(arguments, sample)), tokens=B)
