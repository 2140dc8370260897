//! How long `AuthEndpoint::handle` takes with the local issuer: everything that core adds to a
//! request but the network.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark that cannot start must say so")]

mod shared;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn handle(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let endpoint = shared::endpoint();
    criterion.bench_function("handle", |bencher| {
        let bencher = &mut bencher.to_async(&runtime);
        bencher.iter_batched(shared::head, |head| shared::answer(&endpoint, head), BatchSize::SmallInput);
    });
}

criterion_group!(benches, handle);
criterion_main!(benches);
