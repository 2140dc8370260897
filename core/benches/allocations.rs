//! How often `AuthEndpoint::handle` allocates with the local issuer.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark that cannot start must say so")]

mod shared;

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench]
fn handle(bencher: divan::Bencher<'_, '_>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let endpoint = shared::endpoint();
    bencher.with_inputs(shared::head).bench_local_values(|head| runtime.block_on(shared::answer(&endpoint, head)));
}
