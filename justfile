# What CI runs.
ci:
    bash .ci/run

# Everything that needs only Rust.
test:
    cargo test --workspace

# What finds most mistakes in a few seconds.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --all-features -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --all-features
    python3 tests/thin.py
    python3 tests/modules.py
    python3 tests/modules.py --self-test
    python3 tests/surface.py
    python3 tests/prose.py
    python3 tests/prose.py --self-test
