//! The outcomes in the format that CI servers read.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::check::outcome::{Outcome, Verdict};

/// Writes the outcomes as JUnit XML.
///
/// Each group is a suite. A red outcome is a failure. One that is left out or a matter of taste is
/// a skip.
///
/// # Errors
///
/// Fails if the outcomes cannot be serialized.
pub fn to_junit(name: &str, outcomes: &[Outcome]) -> Result<String, quick_junit::SerializeError> {
    let mut report = Report::new(name);
    for group in outcomes.chunk_by(|one, next| one.group == next.group) {
        let mut suite = TestSuite::new(group.first().map_or("", |outcome| outcome.group));
        suite.add_test_cases(group.iter().map(test_case));
        report.add_test_suite(suite);
    }
    report.to_string()
}

fn test_case(outcome: &Outcome) -> TestCase {
    let text = [&outcome.meaning[..], &outcome.differences[..]].concat().join("\n");
    let status = match outcome.verdict {
        Verdict::Same | Verdict::Alike => TestCaseStatus::success(),
        Verdict::Taste | Verdict::LeftOut => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(text);
            status
        }
        Verdict::Red => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(text);
            status
        }
    };
    TestCase::new(outcome.name, status)
}
