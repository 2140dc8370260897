//! Differences from `@liveblocks/node`.
