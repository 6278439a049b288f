/** Classes that a Python file may need beside PyTorch's own, each as it stands there. Parameters keep their names. */
export const helpers = {
  Function: `class Function(nn.Module):
    """A function without parameters."""

    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)`,
  Residual: `class Residual(nn.Module):
    """y = x + f(x)"""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return x + self.module(x)`,
  Inside: `class Inside(nn.Module):
    """A module under a name of its own."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x):
        return self.module(x)`,
  ConcatTable: `class ConcatTable(nn.Sequential):
    """The tuple of what all modules make of x."""

    def forward(self, x):
        return tuple(module(x) for module in self)`,
  ParallelTable: `class ParallelTable(nn.Sequential):
    """The tuple of what each module makes of its own x."""

    def forward(self, x):
        return tuple(module(part) for module, part in zip(self, x))`,
  RMSNorm: `class RMSNorm(nn.Module):
    """y = w x / sqrt(mean x^2 + eps)"""

    def __init__(self, shape, eps, affine):
        super().__init__()
        self.eps, self.axes = eps, tuple(range(-len(shape), 0))
        self.weight = nn.Parameter(torch.ones(shape)) if affine else None

    def forward(self, x):
        y = x * torch.rsqrt((x * x).mean(self.axes, keepdim=True) + self.eps)
        return y if self.weight is None else y * self.weight`,
  LSTM: `class LSTM(nn.LSTM):
    """y alone, without the last states."""

    def forward(self, x):
        return super().forward(x)[0]`,
  GRU: `class GRU(nn.GRU):
    """y alone, without the last states."""

    def forward(self, x):
        return super().forward(x)[0]`,
  RNN: `class RNN(nn.RNN):
    """y alone, without the last states."""

    def forward(self, x):
        return super().forward(x)[0]`,
  SelfAttention: `class SelfAttention(nn.MultiheadAttention):
    """Attention of x to itself; with causal to what is not behind it."""

    def __init__(self, size, heads, causal=False, **options):
        super().__init__(size, heads, batch_first=True, **options)
        self.causal = causal

    def forward(self, x):
        time = x.shape[1]
        mask = torch.ones(time, time, dtype=torch.bool, device=x.device).triu(1) if self.causal else None
        return super().forward(x, x, x, attn_mask=mask, need_weights=False)[0]`,
  EncoderLayer: `class EncoderLayer(nn.TransformerEncoderLayer):
    """A layer of a Transformer's encoder; with causal a place sees only those up to it."""

    def __init__(self, size, heads, feedforward, causal=False, **options):
        super().__init__(size, heads, feedforward, batch_first=True, **options)
        self.causal = causal

    def forward(self, x):
        time = x.shape[1]
        mask = torch.ones(time, time, dtype=torch.bool, device=x.device).triu(1) if self.causal else None
        return super().forward(x, src_mask=mask)`,
  Encoder: `class Encoder(nn.Module):
    """Layers on each other, and a norm behind them."""

    def __init__(self, *layers, norm=None):
        super().__init__()
        self.layers = nn.ModuleList(layers)
        self.norm = norm

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x if self.norm is None else self.norm(x)`,
} as const;

export type Helper = keyof typeof helpers;
