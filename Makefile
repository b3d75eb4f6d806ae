# 复盘 fupan — `make help` lists the targets. Only Python ≥ 3.11, make and pip are needed.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
SHOP ?= sample

help:  ## list the targets / 列出可用命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.ready  ## make .venv from the lock / 按锁定版本建好环境

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python >= 3.11 is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 8; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

sample: setup  ## make the sample shop's store from its files / 建好示例店铺
	@$(BIN)/fupan sample

retro: sample  ## the sample shop's retro for its latest full month / 生成示例店铺最近一个完整月的复盘
	$(BIN)/fupan retro --shop $(SHOP)
	@# A report is the same byte for byte; where only the manifest's times and marks moved, nothing did.
	@if git diff --quiet -- reports ':(exclude)reports/sample/*/manifest.json' 2>/dev/null; then git checkout --quiet -- reports 2>/dev/null || true; fi

test: sample  ## set up and pass the tests / 建环境并跑测试
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow"

test-slow: sample  ## crash loops, real processes, whole months / 慢测试
	$(BIN)/python -m pytest -m slow

nbval: sample  ## run the notebooks against the committed report / 用 nbval 核对笔记本
	$(BIN)/python -m pytest -p no:cacheprovider --nbval-lax reports/sample

lab: setup  ## open the notebooks in JupyterLab / 打开 JupyterLab
	$(BIN)/fupan lab

lint: setup  ## ruff / 代码检查
	$(BIN)/ruff check lib tests benchmarks
	$(BIN)/ruff format --check lib tests benchmarks

bench: sample  ## every claim of speed, side by side / 性能对比
	for file in benchmarks/*.py; do $(BIN)/python $$file || exit 1; done

lock:  ## resolve the dependencies anew (needs uv) / 重新锁定依赖（需要 uv）
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock
	{ sed '/- pip:/q' environment.yml; sed -nE "s/^([A-Za-z0-9_.-]+==[^ ;]+)( ; [^\\\\]*[^\\\\ ])? *\\\\?$$/      - \"\1\2\"/p" requirements.lock; echo '      - "-e ."'; } > environment.tmp
	mv environment.tmp environment.yml

clean:  ## remove .venv and caches / 清理
	rm -rf .venv .pytest_cache .ruff_cache

.PHONY: help setup sample retro test test-slow nbval lab lint bench lock clean
