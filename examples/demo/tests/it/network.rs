//! A network that falls silent while every connection of the pool is in use.

use std::io;
use std::time::Duration;

use example_demo::{Database, Person, Store, StoreError};
use liveblocks_auth::BoxError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::place::Place;

/// The time in which the pool must be usable again.
const RECOVERY: Duration = Duration::from_secs(5);

/// sqlx's ping: the message Sync.
const PING: &[u8] = b"S\0\0\0\x04";

on_postgres!(
    postgres_alone: a_dropped_query_strands_no_connection,
    a_query_without_a_reply_fails_and_strands_no_connection,
    a_connection_that_cannot_return_is_replaced,
);

async fn a_dropped_query_strands_no_connection(place: &Place) -> Result<(), BoxError> {
    let network = Network::before(place).await?;
    let (store, mut queries) = network.fail_during(Fault::Query).await?;
    queries.shutdown().await;
    network.recovers(&store).await
}

async fn a_query_without_a_reply_fails_and_strands_no_connection(place: &Place) -> Result<(), BoxError> {
    let network = Network::before(place).await?;
    let (store, queries) = network.fail_during(Fault::Query).await?;
    let results = timeout(RECOVERY, queries.join_all()).await?;
    assert!(results.iter().all(Result::is_err), "{results:?}");
    network.recovers(&store).await
}

async fn a_connection_that_cannot_return_is_replaced(place: &Place) -> Result<(), BoxError> {
    let network = Network::before(place).await?;
    let (store, queries) = network.fail_during(Fault::Return).await?;
    let results = queries.join_all().await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    network.recovers(&store).await
}

/// The message that a connection loses, with everything after it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    None,
    Query,
    /// The ping after a query.
    Return,
}

/// A proxy in front of PostgreSQL.
struct Network {
    url: String,
    fault: watch::Sender<Fault>,
    /// The number of connections that lost a message.
    silent: watch::Sender<usize>,
}

impl Network {
    async fn before(place: &Place) -> Result<Self, BoxError> {
        let (login, rest) = place.url.rsplit_once('@').ok_or("a URL without a login")?;
        let (server, database) = rest.split_once('/').ok_or("a URL without a database")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        // Without TLS, to recognize a ping.
        let url = format!("{login}@{}/{database}?sslmode=disable", listener.local_addr()?);
        let (server, fault, silent) = (server.to_owned(), watch::Sender::new(Fault::None), watch::Sender::new(0));
        let network = Self { url, fault: fault.clone(), silent: silent.clone() };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (mut replies, requests) = TcpStream::connect(&server).await?.into_split();
                let (from_client, mut to_client) = client.into_split();
                tokio::spawn(forward(from_client, requests, fault.subscribe(), silent.clone()));
                tokio::spawn(async move { copy(&mut replies, &mut to_client).await });
            }
            io::Result::Ok(())
        });
        Ok(network)
    }

    /// Starts one query for each connection of the pool, and returns once all are silent.
    async fn fail_during(
        &self,
        fault: Fault,
    ) -> Result<(Store, JoinSet<Result<Option<Person>, StoreError>>), BoxError> {
        let store = Store::open(&self.url).await?;
        let Database::Postgres(pool) = store.database() else { return Err("not PostgreSQL".into()) };
        let size = pool.options().get_max_connections();
        let mut open = Vec::new();
        for _ in 0..size {
            open.push(pool.acquire().await?);
        }
        drop(open);
        self.fault.send_replace(fault);
        let mut queries = JoinSet::new();
        for _ in 0..size {
            let store = store.clone();
            queries.spawn(async move { store.person("edda").await });
        }
        let all = usize::try_from(size)?;
        timeout(RECOVERY, self.silent.subscribe().wait_for(|silent| *silent == all)).await??;
        Ok((store, queries))
    }

    /// Heals the network. The silent connections stay silent.
    async fn recovers(&self, store: &Store) -> Result<(), BoxError> {
        self.fault.send_replace(Fault::None);
        assert!(timeout(RECOVERY, store.person("edda")).await??.is_some());
        Ok(())
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    fault: watch::Receiver<Fault>,
    silent: watch::Sender<usize>,
) -> io::Result<()> {
    let (mut bytes, mut lost, mut after_query) = (Vec::new(), false, false);
    while from.read_buf(&mut bytes).await? > 0 {
        let ping = bytes == PING;
        let fault = *fault.borrow();
        let now = match fault {
            Fault::None => false,
            Fault::Query => !ping,
            Fault::Return => ping && after_query,
        };
        if now && !lost {
            lost = true;
            silent.send_modify(|count| *count += 1);
        }
        if !lost {
            to.write_all(&bytes).await?;
        }
        after_query = fault == Fault::Return && !ping;
        bytes.clear();
    }
    Ok(())
}
