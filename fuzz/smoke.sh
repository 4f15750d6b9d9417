#!/usr/bin/env bash
# Runs every fuzz target for a while: fuzz/smoke.sh [SECONDS EACH, default 10] [TARGET...]
# Stable Rust is enough. What a target finds stays in fuzz/artifacts/; move it to fuzz/regressions/<target>/ when mended, and
# `cargo test -p openwork --test hostile` replays it from then on.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-10}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(csv jsonl npy npz idx model)

export RUSTC_BOOTSTRAP=1 # the coverage that libFuzzer steers by is behind an unstable flag
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz

# With the address sanitizer where this toolchain has one.
sanitizer=address
cargo fuzz build -s address "${targets[0]}" >/dev/null 2>&1 || sanitizer=none
echo "fuzzing ${targets[*]}, $seconds s each, sanitizer: $sanitizer"

for target in "${targets[@]}"; do
    mkdir -p "corpus/$target" "seeds/$target" "regressions/$target"
    # -malloc_limit_mb: no small file may ask for much memory; -timeout: nor for much time.
    cargo fuzz run -s "$sanitizer" "$target" "corpus/$target" "seeds/$target" "regressions/$target" -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=5 -malloc_limit_mb=512 -rss_limit_mb=2048 -print_final_stats=1
done
