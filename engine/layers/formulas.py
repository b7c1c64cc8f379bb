"""The formulas of the kinds in LaTeX, to be typeset; the docstrings hold the same in plain text."""

from __future__ import annotations

from collections.abc import Mapping

_NORM = r"y=\gamma\,\frac{x-\mathrm{mean}}{\sqrt{\mathrm{variance}+\varepsilon}}+\beta"
_SIGMA = r"\frac{1}{1+e^{-x}}"
_LENGTH = (
    r"L'=\left\lfloor\frac{L+2\cdot\mathrm{padding}-\mathrm{dilation}\,(\mathrm{kernel}-1)-1}"
    r"{\mathrm{stride}}\right\rfloor+1"
)
_LENGTH_BACK = (
    r"L'=(L-1)\cdot\mathrm{stride}-2\cdot\mathrm{padding}"
    r"+\mathrm{dilation}\,(\mathrm{kernel}-1)+\mathrm{output\ padding}+1"
)


def _cases(positive: str, where: str, otherwise: str) -> str:
    return rf"y=\begin{{cases}}{positive}&{where}\\{otherwise}&\text{{otherwise}}\end{{cases}}"


FORMULAS: Mapping[str, str] = {
    "Linear": r"y=x\,W^{T}+b",
    "Bilinear": r"y_k=x_1^{T}\,W_k\,x_2+b_k",
    "Identity": r"y=x",
    "Conv1d": _LENGTH,
    "ConvTranspose1d": _LENGTH_BACK,
    "BatchNorm1d": _NORM,
    "BatchNorm2d": _NORM,
    "BatchNorm3d": _NORM,
    "LayerNorm": _NORM,
    "GroupNorm": _NORM,
    "InstanceNorm2d": r"y=\frac{x-\mathrm{mean}}{\sqrt{\mathrm{variance}+\varepsilon}}",
    "RMSNorm": r"y=\gamma\,\frac{x}{\sqrt{\mathrm{mean}(x^2)+\varepsilon}}",
    "ReLU": r"y=\max(0,x)",
    "LeakyReLU": _cases("x", r"x\geq 0", r"\mathrm{slope}\cdot x"),
    "PReLU": _cases("x", r"x\geq 0", r"a\,x"),
    "RReLU": _cases("x", r"x\geq 0", r"a\,x"),
    "ELU": _cases("x", "x>0", r"\alpha\,(e^{x}-1)"),
    "CELU": r"y=\max(0,x)+\min\left(0,\alpha\,(e^{x/\alpha}-1)\right)",
    "SELU": _cases(r"1.0507\,x", "x>0", r"1.0507\cdot 1.6733\,(e^{x}-1)"),
    "GELU": r"y=x\,\Phi(x)",
    "SiLU": r"y=x\,\sigma(x)",
    "Mish": r"y=x\,\tanh\left(\log(1+e^{x})\right)",
    "Sigmoid": rf"y=\sigma(x)={_SIGMA}",
    "Tanh": r"y=\frac{e^{x}-e^{-x}}{e^{x}+e^{-x}}",
    "LogSigmoid": rf"y=\log{_SIGMA}",
    "Softplus": r"y=\frac{1}{\beta}\log(1+e^{\beta x})",
    "Softsign": r"y=\frac{x}{1+|x|}",
    "Hardsigmoid": r"y=\min\left(\max\left(\frac{x}{6}+\frac{1}{2},0\right),1\right)",
    "Hardswish": r"y=x\,\min\left(\max\left(\frac{x}{6}+\frac{1}{2},0\right),1\right)",
    "Hardtanh": r"y=\min\left(\max(x,\mathrm{low}),\mathrm{high}\right)",
    "ReLU6": r"y=\min\left(\max(0,x),6\right)",
    "Hardshrink": _cases("x", r"|x|>\lambda", "0"),
    "Softshrink": r"y=\begin{cases}x-\lambda&x>\lambda\\x+\lambda&x<-\lambda\\0&\text{otherwise}\end{cases}",
    "Tanhshrink": r"y=x-\tanh(x)",
    "Threshold": _cases("x", r"x>\mathrm{threshold}", r"\mathrm{value}"),
    "GLU": r"y=a\,\sigma(b),\quad x=[a,b]",
    "Softmax": r"y_i=\frac{e^{x_i}}{\sum_j e^{x_j}}",
    "Softmin": r"y_i=\frac{e^{-x_i}}{\sum_j e^{-x_j}}",
    "LogSoftmax": r"y_i=x_i-\log\sum_j e^{x_j}",
    "RNN": r"h_t=\tanh(W x_t+b+U h_{t-1}+c)",
    "LSTM": r"c_t=f\odot c_{t-1}+i\odot g,\quad h_t=o\odot\tanh(c_t)",
    "GRU": r"h_t=(1-z)\odot n+z\odot h_{t-1}",
    "MultiheadAttention": r"\mathrm{softmax}\left(\frac{Q K^{T}}{\sqrt{d}}\right)V",
    "SinusoidalPositionalEncoding": r"y_t=x_t+(\sin t\omega_0,\cos t\omega_0,\sin t\omega_1,\ldots),\quad"
    r"\omega_i=10000^{-2i/d}",
    "LearnedPositionalEncoding": r"y_t=x_t+w_t",
    "Add": r"y=x_0+x_1+\ldots",
    "Subtract": r"y=x-\mathrm{other}",
    "Multiply": r"y=x_0\cdot x_1\cdot\ldots",
    "Divide": r"y=\frac{x}{\mathrm{other}}",
    "MatMul": r"y_{ij}=\sum_k x_{ik}\,\mathrm{other}_{kj}",
    "Exp": r"y=e^{x}",
    "Log": r"y=\ln x",
    "Power": r"y=x^{\mathrm{exponent}}",
    "Sqrt": r"y=\sqrt{x}",
    "Square": r"y=x^{2}",
    "Negate": r"y=-x",
    "CrossEntropyLoss": r"-\log\mathrm{softmax}(x)_{t}",
    "MSELoss": r"(x-t)^2",
    "L1Loss": r"|x-t|",
    "SmoothL1Loss": r"d=|x-t|,\quad\begin{cases}\frac{d^2}{2\beta}&d<\beta\\"
    r"d-\frac{\beta}{2}&\text{otherwise}\end{cases}",
    "HuberLoss": r"d=|x-t|,\quad\begin{cases}\frac{d^2}{2}&d\leq\delta\\"
    r"\delta\left(d-\frac{\delta}{2}\right)&\text{otherwise}\end{cases}",
    "BCELoss": r"-\left(t\log x+(1-t)\log(1-x)\right)",
    "BCEWithLogitsLoss": r"-\left(t\log\sigma(x)+(1-t)\log(1-\sigma(x))\right)",
    "NLLLoss": r"-x_{t}",
    "KLDivLoss": r"t\,(\log t-x)",
    "HingeEmbeddingLoss": r"\begin{cases}x&t=1\\\max(0,\mathrm{margin}-x)&t=-1\end{cases}",
    "SoftMarginLoss": r"\log(1+e^{-t x})",
    "MultiMarginLoss": r"\frac{1}{C}\sum_{i\neq t}\max(0,\mathrm{margin}-x_t+x_i)^{p}",
    "MultiLabelSoftMarginLoss": r"-\frac{1}{C}\sum_i\left(t_i\log\sigma(x_i)+(1-t_i)\log\sigma(-x_i)\right)",
    "MarginRankingLoss": r"\max\left(0,-t\,(x_1-x_2)+\mathrm{margin}\right)",
    "CosineEmbeddingLoss": r"\begin{cases}1-\cos(x_1,x_2)&t=1\\\max(0,\cos(x_1,x_2)-\mathrm{margin})&t=-1\end{cases}",
    "TripletMarginLoss": r"\max\left(0,|a-p|-|a-n|+\mathrm{margin}\right)",
    "PoissonNLLLoss": r"e^{x}-t\,x",
    "GaussianNLLLoss": r"\frac{1}{2}\left(\log v+\frac{(x-t)^2}{v}\right)",
}
