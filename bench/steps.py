# Training steps of a perceptron with ReLU in PyTorch, on one thread, for bench/blas.ts. Reads lines "sizes rows steps", such
# as "784,256,128,10 64 20", and answers each with the processor time of a step in nanoseconds.
import sys
import time

import torch

torch.set_num_threads(1)
made = {}


def step_of(sizes, rows):
    layers = []
    for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
        layers += [torch.nn.ReLU()] if i > 0 else []
        layers += [torch.nn.Linear(n, m)]
    net = torch.nn.Sequential(*layers)
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    x = torch.rand(rows, sizes[0]) * 2 - 1
    t = torch.randint(sizes[-1], (rows,))

    def step():
        optimizer.zero_grad()
        loss(net(x), t).backward()
        optimizer.step()

    return step


for line in sys.stdin:
    sizes, rows, steps = line.split()
    if (sizes, rows) not in made:
        made[sizes, rows] = step_of([int(n) for n in sizes.split(",")], int(rows))
    step = made[sizes, rows]
    start = time.process_time_ns()
    for _ in range(int(steps)):
        step()
    print((time.process_time_ns() - start) / int(steps), flush=True)
