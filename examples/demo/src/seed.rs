//! The content of a new database: two teams, three documents, five people.

use crate::database::{Database, in_transaction, on};
use crate::{StoreError, password, secret};

/// The password of all seeded people. Printed at startup, because this is a demonstration.
pub const PASSWORD: &str = "demo";

/// A person of the demonstration, whom a page can offer for signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    /// The id; `demo-token-<id>` is the API token.
    pub id: &'static str,
    /// The name.
    pub name: &'static str,
    /// The color.
    pub color: &'static str,
    /// The team, and the person's role in it.
    pub membership: Option<(&'static str, &'static str)>,
    /// The access that this person has, in a sentence.
    pub about: &'static str,
}

impl Seeded {
    /// Returns the address for signing in.
    #[must_use]
    pub fn email(&self) -> String {
        format!("{}@example.com", self.id)
    }

    /// Returns the token for scripts.
    #[must_use]
    pub fn api_token(&self) -> String {
        format!("demo-token-{}", self.id)
    }
}

/// The five people.
pub const PEOPLE: [Seeded; 5] = [
    Seeded {
        id: "edda",
        name: "Edda",
        color: "#c2410c",
        membership: Some(("acme", "owner")),
        about: "Owner in Acme: reads and writes its two documents.",
    },
    Seeded {
        id: "emil",
        name: "Emil",
        color: "#0f766e",
        membership: Some(("acme", "editor")),
        about: "Editor in Acme: reads and writes its two documents.",
    },
    Seeded {
        id: "vera",
        name: "Vera",
        color: "#6d28d9",
        membership: Some(("acme", "viewer")),
        about: "Viewer in Acme: reads its two documents, writes none.",
    },
    Seeded {
        id: "gustav",
        name: "Gustav",
        color: "#1d4ed8",
        membership: Some(("globex", "editor")),
        about: "Editor in Globex: opens its budget, and nothing of Acme.",
    },
    Seeded {
        id: "nora",
        name: "Nora",
        color: "#be185d",
        membership: None,
        about: "In no team: can sign in, and is refused every document.",
    },
];

const TEAMS: [(&str, &str); 2] = [("acme", "Acme"), ("globex", "Globex")];

const DOCUMENTS: [(&str, &str, &str); 3] = [
    ("acme:docs:roadmap", "acme", "Roadmap"),
    ("acme:docs:launch-plan", "acme", "Launch plan"),
    ("globex:docs:budget", "globex", "Budget"),
];

/// Fills a database that has no people, and leaves any other unchanged.
///
/// # Errors
///
/// [`StoreError`] if the database can't be written. It then remains unchanged.
pub async fn fill(database: &Database) -> Result<(), StoreError> {
    let people: i64 = on!(database, sqlx::query_scalar("SELECT COUNT(*) FROM people") => fetch_one)?;
    if people > 0 {
        return Ok(());
    }
    // Hashing is slow, so it comes before the transaction and runs in parallel. Each hash has its
    // own salt.
    let mut hashes = Vec::new();
    for hash in PEOPLE.map(|_| tokio::spawn(password::hash(PASSWORD))) {
        hashes.push(hash.await??);
    }
    let team = "INSERT INTO teams (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let person =
        "INSERT INTO people (id, email, name, color, password_hash) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let token = "INSERT INTO api_tokens (sha256, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    let membership = "INSERT INTO memberships (person_id, team_id, role) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let document = "INSERT INTO documents (room, team_id, title) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    in_transaction!(database, |transaction| {
        for (id, name) in TEAMS {
            sqlx::query(team).bind(id).bind(name).execute(&mut *transaction).await?;
        }
        for (one, hash) in PEOPLE.iter().zip(&hashes) {
            let insert = sqlx::query(person).bind(one.id).bind(one.email()).bind(one.name).bind(one.color).bind(hash);
            insert.execute(&mut *transaction).await?;
            let sha256 = secret::digest(&one.api_token());
            sqlx::query(token).bind(sha256).bind(one.id).execute(&mut *transaction).await?;
            if let Some((team, role)) = one.membership {
                sqlx::query(membership).bind(one.id).bind(team).bind(role).execute(&mut *transaction).await?;
            }
        }
        for (room, team, title) in DOCUMENTS {
            sqlx::query(document).bind(room).bind(team).bind(title).execute(&mut *transaction).await?;
        }
    });
    Ok(())
}
