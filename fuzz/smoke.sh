#!/usr/bin/env bash
# Runs every fuzz target for a while: fuzz/smoke.sh [SECONDS EACH, default 10] [TARGET...]
# Stable Rust and a C++ compiler (libFuzzer is C++) are enough. What a target finds stays in fuzz/artifacts/; move it to
# fuzz/regressions/<target>/ when mended, and `cargo test -p openwork --test hostile` replays it from then on.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-10}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(csv jsonl npy npz idx model index)

# What `cargo fuzz build` does, without building cargo-fuzz: the coverage that libFuzzer steers by, in the library and in all
# it is made of (and not in build scripts, hence the target), and the address sanitizer where this toolchain has it.
host=$(rustc -vV | sed -n 's/^host: //p')
flags=(
    --cfg=fuzzing -Cdebug-assertions -Cpasses=sancov-module
    -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters
    -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares
    -Cllvm-args=-simplifycfg-branch-fold-threshold=0
)
sanitizer=none
for runtime in "$(rustc --print sysroot)/lib/rustlib/$host/lib/"librustc*_rt.asan.*; do
    [ -e "$runtime" ] || continue
    sanitizer=address
    flags+=(-Zsanitizer=address)
    export RUSTC_BOOTSTRAP=1 # the sanitizer is behind an unstable flag
    break
done
echo "fuzzing ${targets[*]}, $seconds s each, sanitizer: $sanitizer"
RUSTFLAGS="${flags[*]}" cargo build --quiet --release --locked --target "$host" --target-dir target "${targets[@]/#/--bin=}"

for target in "${targets[@]}"; do
    mkdir -p "corpus/$target" "artifacts/$target" "seeds/$target" "regressions/$target"
    # -malloc_limit_mb: no small file may ask for much memory; -timeout: nor for much time.
    "target/$host/release/$target" -artifact_prefix="artifacts/$target/" -max_total_time="$seconds" -max_len=65536 -timeout=5 \
        -malloc_limit_mb=512 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 "corpus/$target" "seeds/$target" "regressions/$target" 2>&1 |
        { grep -vE '^"|Recommended dictionary|NEW_FUNC|recommended dictionary' || true; }
done
