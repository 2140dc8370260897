//! Decoding the bytes of a body.

use hyper::body::Bytes;

use crate::adapter::{plain, put};
use crate::fault::Fault;
use crate::faults::json::is_object;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            name: "decodes_bodies_lossily",
            mistake: "Decodes the body lossily, with a replacement character for bytes that are not UTF-8.",
            body: Some(|_, body, _| String::from_utf8_lossy(&body).into_owned().into()),
            ..Fault::RIGHT
        },
        Fault {
            name: "decodes_every_body_as_latin_1",
            mistake: "Decodes every body as Latin-1.",
            body: Some(|_, body, _| body.iter().map(|byte| char::from(*byte)).collect::<String>().into()),
            ..Fault::RIGHT
        },
        Fault {
            name: "decodes_utf_16",
            mistake: "Decodes a body that looks like UTF-16.",
            body: Some(|_, body, _| match body.get(1) {
                Some(0) => String::from_utf16_lossy(
                    &body.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>(),
                )
                .into(),
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_a_byte_order_mark",
            mistake: "Strips a byte order mark.",
            body: Some(|_, body, _| {
                body.strip_prefix(b"\xef\xbb\xbf").map(|rest| body.slice_ref(rest)).unwrap_or(body)
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "ends_bodies_at_a_nul",
            mistake: "Ends the body at a NUL, as C strings do.",
            body: Some(|_, body, _| match body.iter().skip(1).position(|byte| *byte == 0) {
                Some(at) if body.get(1) != Some(&0) => body.slice(..=at),
                _ => body,
            }),
            ..Fault::RIGHT
        },
        Fault {
            name: "takes_an_empty_body",
            mistake: "Treats an empty body as an empty object.",
            body: Some(|_, body, _| if body.trim_ascii().is_empty() { Bytes::from_static(b"{}") } else { body }),
            ..Fault::RIGHT
        },
        Fault {
            name: "own_422_for_bodies",
            mistake: "Rejects an unreadable body with 422, as some extractors do.",
            body: Some(|_, body, own| {
                if !is_object(&body) {
                    put(own, Ok(plain(422, "Failed to deserialize the JSON body")));
                }
                body
            }),
            ..Fault::RIGHT
        },
    ]
}
