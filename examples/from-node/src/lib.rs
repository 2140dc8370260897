#![doc = include_str!("../README.md")]
// Two columns of code fit in rustdoc's page when the letters are smaller. On GitHub they are.
#![doc = "<style>.docblock td pre { font-size: 13px; line-height: 1.4 }</style>"]

/// What an application has already. The page shows it whole.
pub mod yours;
