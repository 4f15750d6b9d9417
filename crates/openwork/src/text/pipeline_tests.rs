//! What must hold of a pipeline.

use super::*;
use crate::steps::record;

#[test]
fn each_stage_says_what_it_did() {
    let pipeline = Pipeline::parse(Pipeline::DEFAULT).unwrap();
    let steps: Vec<_> = pipeline.run("<b>Don't</b> pause 😀 at https://a.b: Running dogs!").collect();
    let after: Vec<_> = steps.iter().map(|step| (step.stage.as_str(), step.after.as_str())).collect();
    assert_eq!(
        after,
        [
            ("html", "Don't pause 😀 at https://a.b: Running dogs!"),
            ("urls", "Don't pause 😀 at : Running dogs!"),
            ("emoji", "Don't pause  at : Running dogs!"),
            ("lower", "don't pause  at : running dogs!"),
            ("nltk", "do n't pause at : running dogs !"),
            ("stop:en", "pause : running dogs !"),
            ("punctuation", "pause running dogs"),
            ("porter", "paus run dog"),
        ]
    );
    assert_eq!(steps[5].changes.iter().map(|(before, _)| before.as_str()).collect::<Vec<_>>(), ["do", "n't", "at"]);
    assert_eq!(steps[7].changes[1], ("running".to_owned(), Some("run".to_owned())));
    let recording = record(&mut pipeline.run("a b"));
    assert_eq!(recording.steps.len(), pipeline.stages().len());
}

#[test]
fn stop_words_before_the_marks_go_match_the_tokenizer() {
    let pipeline = Pipeline::parse("lower,nltk,stop:en,punctuation").unwrap();
    assert_eq!(pipeline.tokens("Don't worry, we've sailed"), ["worry", "sailed"]);
}

#[test]
fn stages_have_names_and_places() {
    let names = "html,urls,emoji,spaces,lower,unicode,punctuation,stop:german,porter:ORIGINAL_ALGORITHM";
    let pipeline = Pipeline::parse(names).unwrap();
    assert_eq!(pipeline.stages().iter().map(ToString::to_string).collect::<Vec<_>>().join(","), names);
    for (names, said) in [
        ("porter", "behind the tokenizer"),
        ("nltk,html", "before the tokenizer"),
        ("nltk,unicode", "of which there is one"),
        ("stem", "wanted html, urls"),
        ("nltk,stop:klingon", "english"),
        ("html:x", "wanted html, urls"),
    ] {
        let error = Pipeline::parse(names).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    assert_eq!(Pipeline::parse("").unwrap().tokens("as it is"), ["as it is"]);
}
