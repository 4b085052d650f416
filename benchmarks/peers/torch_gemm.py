"""PyTorch's matrix products, each with another weight than the one before, as ours are measured."""
import time
import torch
import peer

arguments = peer.arguments(shape="512x896x896,512x4864x896,2048x896x4864,64x4864x896,8x4864x896,8x896x4864,1x4864x896",
                           product="gemm,gemm_dx,gemm_dw", repeats=15)
peer.prepare(arguments)
torch.set_default_device(arguments.device)
POOL, SAMPLE, FEW_ROWS = 64 << 20, 0.05, 64


def seconds(product, copies, at_least):
    """The seconds of one product, of about `at_least` seconds of them."""
    peer.settle(arguments.device)
    began, done = time.perf_counter(), 0
    while True:
        for _ in range(1 if arguments.device == "cpu" else 16):   # a GPU works through what is queued
            product(done % copies)
            done += 1
        peer.settle(arguments.device)
        passed = time.perf_counter() - began
        if passed > at_least:
            return passed / done


for shape in arguments.shape.split(","):
    M, N, K = map(int, shape.split("x"))
    copies = -(-POOL // (N * K))
    x, dy = torch.rand(M, K) - 0.5, torch.rand(M, N) - 0.5
    y, dx = torch.empty(M, N), torch.empty(M, K)
    weights = [torch.rand(N, K) - 0.5 for _ in range(copies)]
    products = {"gemm": lambda i: torch.mm(x, weights[i].t(), out=y)}
    if M > FEW_ROWS:
        gradients = [torch.zeros(N, K) for _ in range(copies)]
        products["gemm_dx"] = lambda i: torch.mm(dy, weights[i], out=dx)
        products["gemm_dw"] = lambda i: torch.mm(dy.t(), x, out=gradients[i])
    for name in products.keys() & set(arguments.product.split(",")):
        seconds(products[name], copies, 0.5)
        times = peer.timing(peer.samples(arguments, lambda: seconds(products[name], copies, SAMPLE)))
        peer.row(name, arguments, times, flops=2 * M * N * K, M=M, N=N, K=K)
