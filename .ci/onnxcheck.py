"""ONNX's own checker, with shape inference, on every file in a folder: /usr/bin/python3 .ci/onnxcheck.py .cache/onnx"""

import pathlib
import sys

import onnx

files = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
assert len(files) >= 200, f"{len(files)} files"
for file in files:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
print(f"{len(files)} files, and the checker of ONNX {onnx.__version__} finds nothing")
