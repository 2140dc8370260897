//! Vectors made by the official SDK.
