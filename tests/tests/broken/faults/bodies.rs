//! What is made of the bytes of a body.

use hyper::body::Bytes;

use crate::adapter::{plain, put};
use crate::fault::faults;
use crate::faults::json::is_object;

faults! {
    /// Makes text of the body, with a sign in place of whatever is not UTF-8.
    decodes_bodies_lossily {
        body: |_, body, _| String::from_utf8_lossy(&body).into_owned().into(),
    }
    /// Takes every body for Latin-1.
    decodes_every_body_as_latin_1 {
        body: |_, body, _| body.iter().map(|byte| char::from(*byte)).collect::<String>().into(),
    }
    /// Takes a body that looks like UTF-16 for that.
    decodes_utf_16 {
        body: |_, body, _| match body.get(1) {
            Some(0) => String::from_utf16_lossy(&body.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>()).into(),
            _ => body,
        },
    }
    /// Leaves a byte order mark out.
    takes_a_byte_order_mark {
        body: |_, body, _| body.strip_prefix(b"\xef\xbb\xbf").map(|rest| body.slice_ref(rest)).unwrap_or(body),
    }
    /// Ends the body where C would.
    ends_bodies_at_a_nul {
        body: |_, body, _| match body.iter().skip(1).position(|byte| *byte == 0) {
            Some(at) if body.get(1) != Some(&0) => body.slice(..=at),
            _ => body,
        },
    }
    /// Takes no body for an empty object.
    takes_an_empty_body {
        body: |_, body, _| if body.trim_ascii().is_empty() { Bytes::from_static(b"{}") } else { body },
    }
    /// Answers 422 to a body that cannot be read, as some extractors do.
    own_422_for_bodies {
        body: |_, body, own| {
            if !is_object(&body) { put(own, Ok(plain(422, "Failed to deserialize the JSON body"))); }
            body
        },
    }
}
