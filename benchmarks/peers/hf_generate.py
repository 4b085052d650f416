"""Transformers: from the start of the process to the first new token."""
import sys
import torch, transformers

torch.set_num_threads(int(sys.argv[sys.argv.index("--threads") + 1]))
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1], dtype=torch.float32)
with torch.inference_mode():
    print(model(input_ids=torch.tensor([[1, 2, 3]])).logits[0, -1].argmax().item())
