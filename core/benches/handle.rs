//! How long `AuthEndpoint::handle` takes with the local issuer: everything that core adds to a request but the network.

#![allow(clippy::expect_used, missing_docs, reason = "a benchmark that cannot start shall say so")]

mod shared;

use criterion::{Criterion, criterion_group, criterion_main};

fn handle(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let (endpoint, request) = (shared::endpoint(), shared::request());
    criterion.bench_function("handle", |bencher| {
        bencher.to_async(&runtime).iter(|| shared::answer(&endpoint, &request));
    });
}

criterion_group!(benches, handle);
criterion_main!(benches);
