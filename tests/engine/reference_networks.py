"""Networks from papers, written by hand in a few lines: what the templates are held against."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LeNet5(nn.Module):
    """LeCun et al. 1998, with plain means as subsampling and C3 fully connected to S2."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        resized: Tensor = self.features(F.interpolate(x, size=(32, 32), mode="bilinear"))
        return resized


class AlexNet(nn.Module):
    """Krizhevsky 2014, in one tower, as torchvision lays it out; `width` is that of the two hidden layers."""

    def __init__(self, width: int = 4096) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
            nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2),
        )  # fmt: skip
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(256 * 6 * 6, width), nn.ReLU(),
            nn.Dropout(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 1000),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.classifier(self.avgpool(self.features(x)).flatten(1))
        return scores


class VGG16(nn.Module):
    """Simonyan and Zisserman 2014, configuration D, as torchvision lays it out."""

    STAGES = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))  # channels, convolutions

    def __init__(self, width: int = 4096) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for channels, count in self.STAGES:
            for _ in range(count):
                layers += [nn.Conv2d(inputs, channels, 3, padding=1), nn.ReLU()]
                inputs = channels
            layers.append(nn.MaxPool2d(2, 2))
        self.features, self.avgpool = nn.Sequential(*layers), nn.AdaptiveAvgPool2d((7, 7))
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, width), nn.ReLU(), nn.Dropout(),
            nn.Linear(width, width), nn.ReLU(), nn.Dropout(), nn.Linear(width, 1000),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.classifier(self.avgpool(self.features(x)).flatten(1))
        return scores


def _conv_bn(inputs: int, outputs: int, kernel: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


class _Residual(nn.Module):
    def __init__(self, inputs: int, channels: int, stride: int, expansion: int) -> None:
        super().__init__()
        outputs = channels * expansion
        if expansion == 1:
            sizes = ((inputs, channels, 3, stride), (channels, channels, 3, 1))
        else:
            sizes = ((inputs, channels, 1, 1), (channels, channels, 3, stride), (channels, outputs, 1, 1))
        self.convs = nn.ModuleList(_conv_bn(*size) for size in sizes)
        self.shortcut = _conv_bn(inputs, outputs, 1, stride) if stride > 1 or inputs != outputs else None

    def forward(self, x: Tensor) -> Tensor:
        y = x
        for place, conv in enumerate(self.convs):
            y = conv(y if place == 0 else y.relu())
        return (y + (x if self.shortcut is None else self.shortcut(x))).relu()


class ResNet(nn.Module):
    """He et al. 2015: `counts` blocks in each of the four stages, bottlenecks where the expansion is 4."""

    def __init__(self, counts: tuple[int, ...], expansion: int) -> None:
        super().__init__()
        self.conv1 = _conv_bn(3, 64, 7, 2)
        inputs, stages = 64, []
        for number, count in enumerate(counts):
            blocks = []
            for place in range(count):
                stride = 2 if number and not place else 1
                blocks.append(_Residual(inputs, 64 << number, stride, expansion))
                inputs = (64 << number) * expansion
            stages.append(nn.Sequential(*blocks))
        self.layer1, self.layer2, self.layer3, self.layer4 = stages
        self.fc = nn.Linear(inputs, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.max_pool2d(self.conv1(x).relu(), 3, 2, 1)
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        scores: Tensor = self.fc(x.mean((2, 3)))
        return scores


class _Inverted(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.expand = _conv_bn(inputs, wide, 1) if expansion > 1 else None
        self.depthwise, self.project = _conv_bn(wide, wide, 3, stride, wide), _conv_bn(wide, outputs, 1)
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        y = x if self.expand is None else F.relu6(self.expand(x))
        y = self.project(F.relu6(self.depthwise(y)))
        return x + y if self.is_residual else y


class MobileNetV2(nn.Module):
    """Sandler et al. 2018, table 2: expansion, channels, repetitions and stride of each row."""

    ROWS = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))

    def __init__(self) -> None:
        super().__init__()
        self.first = _conv_bn(3, 32, 3, 2)
        inputs, blocks = 32, []
        for expansion, channels, count, stride in self.ROWS:
            for place in range(count):
                blocks.append(_Inverted(inputs, channels, 1 if place else stride, expansion))
                inputs = channels
        self.blocks, self.last, self.fc = nn.Sequential(*blocks), _conv_bn(inputs, 1280, 1), nn.Linear(1280, 1000)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu6(self.last(self.blocks(F.relu6(self.first(x)))))
        scores: Tensor = self.fc(x.mean((2, 3)))
        return scores


class _Double(nn.Sequential):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__(nn.Conv2d(inputs, outputs, 3), nn.ReLU(), nn.Conv2d(outputs, outputs, 3), nn.ReLU())


class UNet(nn.Module):
    """Ronneberger et al. 2015: no padding, copies cropped from the middle."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(_Double(a, b) for a, b in zip((1, *sizes), sizes, strict=False))
        self.up = nn.ModuleList(
            nn.ModuleList([nn.ConvTranspose2d(2 * size, size, 2, 2), _Double(2 * size, size)])
            for size in reversed(sizes[:-1])
        )
        self.out = nn.Conv2d(64, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        copies = []
        for number, double in enumerate(self.down):
            x = double(x if number == 0 else F.max_pool2d(x, 2))
            copies.append(x)
        for (up, double), copy in zip(self.up, reversed(copies[:-1]), strict=True):  # type: ignore[misc]
            x = up(x)
            crop = (copy.shape[-1] - x.shape[-1]) // 2
            x = double(torch.cat([copy[:, :, crop:-crop, crop:-crop], x], 1))
        scores: Tensor = self.out(x)
        return scores


class _Transformer(nn.Module):
    """A block of BERT (normalized after each part) or of GPT-2 (before, and blind to what comes)."""

    def __init__(self, width: int, heads: int, is_gpt: bool) -> None:
        super().__init__()
        self.heads, self.is_gpt = heads, is_gpt
        eps = 1e-5 if is_gpt else 1e-12
        first, second = nn.LayerNorm(width, eps), nn.LayerNorm(width, eps)
        attention = [nn.Linear(width, 3 * width), nn.Linear(width, width)]
        mlp = [nn.Linear(width, 4 * width), nn.Linear(4 * width, width)]
        order = [first, *attention, second, *mlp] if is_gpt else [*attention, first, *mlp, second]
        self.parts = nn.ModuleList(order)
        self._split: Callable[[], list[nn.Module]] = lambda: [first, second, *attention, *mlp]

    def attend(self, x: Tensor) -> Tensor:
        qkv, out = self._split()[2:4]
        batch, length, width = x.shape
        q, k, v = qkv(x).reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        if self.is_gpt:
            scores = scores.masked_fill(torch.ones(length, length, dtype=torch.bool).triu(1), -torch.inf)
        mixed: Tensor = out((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width))
        return mixed

    def forward(self, x: Tensor) -> Tensor:
        first, second, _, _, wide, narrow = self._split()
        if self.is_gpt:
            x = x + self.attend(first(x))
            y: Tensor = x + narrow(F.gelu(wide(second(x)), approximate="tanh"))
            return y
        x = first(x + self.attend(x))
        y = second(x + narrow(F.gelu(wide(x))))
        return y


class GPT2(nn.Module):
    """Radford et al. 2019, with so many words and blocks; the head is the table of words again."""

    def __init__(self, words: int, blocks: int) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(words, 768), nn.Embedding(1024, 768)
        self.h = nn.Sequential(*(_Transformer(768, 12, is_gpt=True) for _ in range(blocks)))
        self.ln_f = nn.LayerNorm(768)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.ln_f(self.h(self.wte(tokens) + self.wpe.weight[: tokens.shape[1]]))
        return (x @ self.wte.weight.T).transpose(1, 2)


class BERT(nn.Module):
    """Devlin et al. 2018, with so many words and blocks: scores of words, and the pooled first place."""

    def __init__(self, words: int, blocks: int) -> None:
        super().__init__()
        self.word, self.kind = nn.Embedding(words, 768), nn.Embedding(2, 768)
        self.position, self.norm = nn.Embedding(512, 768), nn.LayerNorm(768, 1e-12)
        self.layer = nn.Sequential(*(_Transformer(768, 12, is_gpt=False) for _ in range(blocks)))
        self.pooler = nn.Linear(768, 768)

    def forward(self, tokens: Tensor, segment: Tensor) -> tuple[Tensor, Tensor]:
        x = self.word(tokens) + self.kind(segment) + self.position.weight[: tokens.shape[1]]
        x = self.layer(self.norm(x))
        return (x @ self.word.weight.T).transpose(1, 2), self.pooler(x[:, 0]).tanh()[:, :2]
