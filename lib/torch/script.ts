/** The rest of the Python file: weights in and out, and training on one process or many. */
export const training = `TYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip


def load_file(path):
    """The tensors of a safetensors file, by name."""
    data = bytearray(pathlib.Path(path).read_bytes())
    start = 8 + struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            begin, end = (start + offset for offset in entry["data_offsets"])
            flat = torch.frombuffer(bytearray(data[begin:end]), dtype=TYPES[entry["dtype"]])
            tensors[name] = flat.reshape(entry["shape"]).clone()
    return tensors


def save_file(tensors, path):
    """Writes tensors as a safetensors file."""
    names = {dtype: name for name, dtype in TYPES.items()}
    header, parts, end = {}, [], 0
    for name, tensor in tensors.items():
        raw = tensor.detach().cpu().contiguous().numpy().tobytes()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [end, end + len(raw)]}
        parts.append(raw)
        end += len(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    pathlib.Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


LOSSES = {"mse": nn.MSELoss, "cross_entropy": nn.CrossEntropyLoss, "bce_with_logits": nn.BCEWithLogitsLoss, "l1": nn.L1Loss}
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", help="the weights to go on from, safetensors")
    parser.add_argument("data", help="safetensors with x (or x0, x1, ... for a tuple) and t, a row for each example")
    parser.add_argument("--out", default="trained.safetensors", help="where the weights go")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--batch", type=int, default=0, help="examples in a step, on all processes together; 0 is all")
    parser.add_argument("--loss", choices=LOSSES, default="cross_entropy")
    parser.add_argument("--optimizer", choices=OPTIMIZERS, default="adam")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--momentum", type=float, default=0.0, help="of SGD")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()

    # torchrun tells each process which one it is; without it there is one.
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if cuda else torch.device("cpu")
    if world > 1:
        torch.distributed.init_process_group("nccl" if cuda else "gloo")
    torch.manual_seed(options.seed)

    weights = load_file(options.weights)
    net = build()
    if any(tensor.dtype == torch.float64 for tensor in weights.values()):
        net = net.double()
    net.load_state_dict(weights)
    net.to(device).train()
    for name, parameter in net.named_parameters():
        parameter.requires_grad_(name not in FROZEN)
    model = nn.parallel.DistributedDataParallel(net, device_ids=[device.index] if cuda else None) if world > 1 else net

    data = load_file(options.data)
    inputs = [data[name] for name in sorted((name for name in data if name != "t"), key=lambda name: int(name[1:] or 0))]
    targets = data["t"].long() if options.loss == "cross_entropy" else data["t"]
    count = len(targets)
    batch = options.batch or count
    assert batch % world == 0 and count >= batch, f"{count} examples in batches of {batch} for {world} processes"

    more = {"momentum": options.momentum} if options.optimizer == "sgd" else {}
    trained = [parameter for parameter in net.parameters() if parameter.requires_grad]
    optimizer = OPTIMIZERS[options.optimizer](trained, lr=options.lr, **more)
    loss = LOSSES[options.loss]()
    order, at = torch.arange(count), 0
    for step in range(options.steps):
        if at + batch > count:
            order, at = torch.randperm(count), 0
        rows = order[at : at + batch][rank::world]  # each process has its share of the batch
        at += batch
        x = [tensor[rows].to(device) for tensor in inputs]
        optimizer.zero_grad()
        energy = loss(model(x[0] if len(x) == 1 else x), targets[rows].to(device))
        energy.backward()  # the gradients of all processes are averaged here
        optimizer.step()
        mean = energy.detach()
        if world > 1:
            torch.distributed.all_reduce(mean)
            mean /= world
        if rank == 0:
            print(f"{step}\\t{mean.item():.17g}", flush=True)

    if rank == 0:
        save_file(net.state_dict(), options.out)
    if world > 1:
        torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`;
