//! A separate database for each test.

use example_demo::{Database, Store, StoreError};
use liveblocks_auth::BoxError;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

/// Runs each test on SQLite and on PostgreSQL.
macro_rules! on_both_databases {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() -> Result<(), liveblocks_auth::BoxError> {
                crate::place::sqlite(super::$test).await
            })+
        }
        on_postgres!(postgres: $($test),+);
    };
}

/// Runs each test on PostgreSQL.
macro_rules! on_postgres {
    ($module:ident: $($test:ident),+ $(,)?) => {
        mod $module {
            $(#[tokio::test]
            #[ignore = "needs a PostgreSQL server in DEMO_TEST_POSTGRES; CI has one, CONTRIBUTING.md says how"]
            async fn $test() -> Result<(), liveblocks_auth::BoxError> {
                crate::place::postgres(super::$test).await
            })+
        }
    };
}

/// The location of a test's database.
pub(crate) struct Place {
    pub(crate) url: String,
}

impl Place {
    /// Opens the database. The first call creates and fills it.
    pub(crate) async fn store(&self) -> Result<Store, StoreError> {
        Store::open(&self.url).await
    }
}

/// Runs a test on SQLite.
pub(crate) async fn sqlite(test: impl AsyncFnOnce(&Place) -> Result<(), BoxError>) -> Result<(), BoxError> {
    let directory = TempDir::new()?;
    test(&Place { url: format!("sqlite://{}", directory.path().join("demo.sqlite").display()) }).await
}

/// Runs a test on PostgreSQL, in a database that is dropped if the test passes.
pub(crate) async fn postgres(test: impl AsyncFnOnce(&Place) -> Result<(), BoxError>) -> Result<(), BoxError> {
    let server = std::env::var("DEMO_TEST_POSTGRES").map_err(|_| "DEMO_TEST_POSTGRES names no server")?;
    let server = server.trim_end_matches('/');
    let name = format!("demo_{}", example_demo::secret::random_hex::<8>()?);
    let mut connection = PgConnection::connect(&format!("{server}/postgres")).await?;
    sqlx::query(&format!("CREATE DATABASE {name}")).execute(&mut connection).await?;
    test(&Place { url: format!("{server}/{name}") }).await?;
    sqlx::query(&format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut connection).await?;
    Ok(())
}

/// Executes SQL directly, bypassing the store.
pub(crate) async fn execute(store: &Store, sql: &str) -> Result<(), BoxError> {
    match store.database() {
        Database::Sqlite(pool) => sqlx::query(sql).execute(pool).await.map(|_| ())?,
        Database::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ())?,
    }
    Ok(())
}

/// Returns the texts that a query finds.
pub(crate) async fn texts(store: &Store, sql: &str) -> Result<Vec<String>, BoxError> {
    Ok(match store.database() {
        Database::Sqlite(pool) => sqlx::query_scalar(sql).fetch_all(pool).await?,
        Database::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await?,
    })
}
