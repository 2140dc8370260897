//! The outcomes in the form that build servers read.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::check::outcome::{Outcome, Verdict};

/// The outcomes as JUnit XML: a suite for each group, a failure for each red row, a skip for each
/// that was left out or is a matter of taste.
///
/// # Errors
///
/// When it cannot be written down.
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
