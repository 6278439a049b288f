# PyTorch, eager, as its users have it on one or more threads of a processor: modules, autograd, torch.optim. What
# contract.ts says of contenders; serve.mjs and cold.mjs are the same in JavaScript.
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

DTYPES = {"F32": torch.float32, "I32": torch.int32}


def read_tensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        dtype, shape = DTYPES[entry["dtype"]], entry["shape"]
        tensors[name] = torch.frombuffer(data, dtype=dtype, count=(end - begin) // 4, offset=begin).reshape(shape).clone()
    return tensors


def read_data(path):
    tensors = read_tensors(path)
    weights = {name[len("weights.") :]: w for name, w in tensors.items() if name.startswith("weights.")}
    count = sum(name.startswith("x.") for name in tensors)
    return weights, [(tensors[f"x.{i}"], tensors[f"t.{i}"]) for i in range(count)]


def mlp(task, weights):
    matrices = [w for w in weights.values() if w.dim() == 2]
    layers = []
    for i, w in enumerate(matrices):
        if i > 0:
            layers.append(nn.Tanh() if task["activation"] == "tanh" else nn.ReLU())
        layers.append(nn.Linear(w.shape[1], w.shape[0]))
    return nn.Sequential(*layers)


def lenet(task, weights):
    return nn.Sequential(
        *[nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()],
        *[nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)],
    )


class LastState(nn.Module):
    def forward(self, outputs):
        return outputs[0][:, -1]


def lstm(task, weights):
    return nn.Sequential(nn.LSTM(32, 128, batch_first=True), LastState(), nn.Linear(128, 10))


def gelu(x):
    return F.gelu(x, approximate="tanh")


def transformer(task, weights):
    options = {"dropout": 0.0, "activation": gelu, "batch_first": True, "norm_first": True}
    return nn.Sequential(nn.TransformerEncoderLayer(128, task["heads"], 512, **options), nn.Linear(128, 10))


# How many steps on the first batch have their losses compared.
COMPARED = 3
NETS = {"mlp": mlp, "lenet": lenet, "lstm": lstm, "transformer": transformer}


def training(task, path):
    weights, batches = read_data(path)
    net = NETS[task["kind"]](task, weights)
    net.load_state_dict(weights)
    adam = task["update"] == "adam"
    optimizer = (torch.optim.Adam if adam else torch.optim.SGD)(net.parameters(), lr=task["lr"])
    classes = task["loss"] == "classes"
    batches = [(x, t.long().reshape(-1) if classes else t) for x, t in batches]

    def step(batch):
        x, t = batches[batch]
        optimizer.zero_grad(set_to_none=True)
        y = net(x)
        loss = F.cross_entropy(y.reshape(-1, y.shape[-1]), t) if classes else F.binary_cross_entropy_with_logits(y, t)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step, len(batches)


def timed(step, calls):
    start, before = time.perf_counter(), time.process_time()
    for _ in range(calls):
        step()
    wall, processor = time.perf_counter() - start, time.process_time() - before
    return {"wall": 1000 * wall / calls, "processor": 1000 * processor / calls}


class Answers:
    def load(self, request):
        task, path = request["task"], request["file"]
        if task["kind"] == "product":
            tensors = read_tensors(path)
            a, b = tensors["a"], tensors["b"]
            c = torch.empty_like(a)
            self.step = lambda: torch.mm(a, b, out=c)
            first = timed(self.step, 1)
            return {"losses": [c.double().square().sum().item()], **first}
        step, count = training(task, path)
        losses = []
        first = timed(lambda: losses.append(step(0)), COMPARED)
        batch = 0

        def turn():
            nonlocal batch
            batch = (batch + 1) % count
            step(batch)

        self.step = turn
        return {"losses": losses, **first}

    def warm(self, request):
        end = time.process_time() + request["ms"] / 1000
        last, calls = timed(self.step, 1), 1
        while time.process_time() < end:
            calls = math.ceil(min(2 * calls, request["ms"] / 10 / last["processor"]))
            last = timed(self.step, calls)
        return last

    def time(self, request):
        if request["calls"] > 1:
            self.step()
        return timed(self.step, request["calls"])


def serve():
    answers = Answers()
    print(json.dumps({"ready": True, "version": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(answers, request["do"])(request)
        except Exception as error:
            answer = {"failed": repr(error)}
        print(json.dumps(answer), flush=True)


_, threads, *cold = sys.argv[1:]
torch.set_num_threads(int(threads))
if cold:
    task, file = cold
    step, _ = training(json.loads(task), file)
    print(json.dumps({"losses": [step(0)], "processor": 1000 * time.process_time()}))
else:
    serve()
