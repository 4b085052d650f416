"""A step of TRL's GRPOTrainer: rollout, scoring, one update, no reference model."""
import os, sys, tempfile, time
os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", TOKENIZERS_PARALLELISM="false")
import torch, datasets, transformers
from tokenizers import Tokenizer, models, pre_tokenizers
from trl import GRPOConfig, GRPOTrainer
import peer

arguments = peer.arguments(config="micro", batch=64, seq=32, new_tokens=64, group=8, warm_up=2)  # steps before those that count
torch.set_num_threads(arguments.threads)
model = peer.hf_model(arguments.config)
V = model.config.vocab_size

# Token i is the word "i"; the trainer wants an end and a padding token, which are beside the words and never drawn.
words = Tokenizer(models.WordLevel({str(i): i for i in range(V)}, unk_token="0"))
words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=words, eos_token="0", pad_token="1", padding_side="left")

generator = torch.Generator().manual_seed(0)
prompts = [" ".join(map(str, torch.randint(2, V, (arguments.seq,), generator=generator).tolist()))
           for _ in range(arguments.batch // arguments.group)]


def even(completions, **_):
    return [float(sum(int(word) % 2 == 0 for word in completion.split())) for completion in completions]


settings = GRPOConfig(
    output_dir=tempfile.mkdtemp(), per_device_train_batch_size=arguments.batch, num_generations=arguments.group,
    max_completion_length=arguments.new_tokens, max_steps=arguments.warm_up + arguments.repeats, temperature=1.0,
    beta=0.0, epsilon=0.2, learning_rate=1e-3, lr_scheduler_type="constant", max_grad_norm=1.0, weight_decay=0.0,
    use_cpu=True, bf16=False, fp16=False, gradient_checkpointing=False, report_to=[], save_strategy="no",
    logging_strategy="no", disable_tqdm=True, generation_kwargs={"min_new_tokens": arguments.new_tokens})

steps, rollouts = [], []


class Clock(transformers.TrainerCallback):
    def on_step_begin(self, *_, **__):
        if arguments.paced and len(steps) >= arguments.warm_up:
            if len(steps) == arguments.warm_up:
                print("ready", flush=True)
            sys.stdin.readline()
        self.began = time.perf_counter()

    def on_step_end(self, *_, **__):
        steps.append(time.perf_counter() - self.began)
        if arguments.paced and len(steps) > arguments.warm_up:
            print("sample", steps[-1], flush=True)


class Timed(GRPOTrainer):
    def _generate_and_score_completions(self, inputs):
        began = time.perf_counter()
        result = super()._generate_and_score_completions(inputs)
        rollouts.append(time.perf_counter() - began)
        return result


rows = datasets.Dataset.from_dict({"prompt": prompts * (arguments.warm_up + arguments.repeats)})
Timed(model=model, reward_funcs=even, args=settings, train_dataset=rows, processing_class=tokenizer,
      callbacks=[Clock()]).train()

n, tokens = arguments.repeats, arguments.batch * arguments.new_tokens
peer.row("grpo", arguments, peer.timing(steps[-n:]), tokens=tokens)
peer.row("grpo_rollout", arguments, peer.timing(rollouts[-n:]), tokens=tokens)
peer.row("grpo_train", arguments, peer.timing([a - b for a, b in zip(steps[-n:], rollouts[-n:])]), tokens=tokens)
