//! Training by the command: models that answer, runs that are killed, and what is refused.

use crate::Folder;
use serde_json::{Value, json};
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn a_network_learns_the_digits_and_answers_with_classes_and_probabilities() {
    let folder = Folder::new();
    folder.ok("data export iris iris.csv");
    let line = "train mlp iris.csv --target species --hidden 16 --lr 0.02 --epochs 30 --validation 0.2";
    let facts = folder.json(&format!("{line} -o m.safetensors --plot loss.svg --watch run.html --json"));
    assert_eq!((&facts["layers"], &facts["parameters"]), (&json!([4, 16, 3]), &json!(4 * 16 + 16 + 16 * 3 + 3)));
    assert_eq!((&facts["epochs"], &facts["steps"], &facts["stop"]), (&json!(30), &json!(120), &json!("done")));
    assert!(facts["score"].as_f64().unwrap() > 0.95, "{facts}");
    assert!(facts["history"][29]["validation"]["score"].as_f64().unwrap() > 0.9);
    folder.ok("predict m.safetensors iris.csv -o answers.jsonl");
    let answers: Vec<Value> = folder.text("answers.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let right = answers.iter().filter(|answer| answer["prediction"] == answer["species"]).count();
    assert_eq!(right as f64 / answers.len() as f64, facts["score"].as_f64().unwrap());
    assert!(answers.iter().all(|answer| (1.0 / 3.0..=1.0).contains(&answer["probability"].as_f64().unwrap())));
    assert!(folder.text("loss.svg").contains("validation"));
    let page = folder.text("run.html");
    assert!(page.contains("\"gradients\"") && page.contains("\"0.weight\""));
    // The same seed gives the same file on any number of threads, another seed another.
    folder.ok(&format!("{line} -o again.safetensors --threads 8"));
    assert_eq!(folder.read("again.safetensors"), folder.read("m.safetensors"));
    folder.ok(&format!("{line} -o other.safetensors --seed 1"));
    assert_ne!(folder.read("other.safetensors"), folder.read("m.safetensors"));
}

#[test]
fn a_run_killed_twenty_times_ends_with_the_bits_of_one_that_was_not() {
    let folder = Folder::new();
    let line = "train mlp digits --hidden 24 --epochs 6 --batch 64 --dropout 0.1 --validation 0.1 --patience 6 --lr 0.01";
    let clock = Instant::now();
    folder.ok(&format!("{line} --checkpoint whole.safetensors --every 1 -o whole-model.safetensors"));
    let whole = clock.elapsed();

    let resumed = format!("{line} --checkpoint run.safetensors --every 1 --resume -o model.safetensors");
    let words: Vec<&str> = resumed.split_whitespace().collect();
    // Moments from a row of remainders, between at once and a tenth of the whole run: all of them together are less than a run.
    let mut killed = 0;
    for i in 0..20_u32 {
        let mut child = folder.command(words.iter().copied()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let share = (i * 37 + 11) % 53;
        std::thread::sleep(Duration::from_millis(5) + whole * share / (53 * 10));
        let ended = child.try_wait().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        if ended.is_none() {
            killed += 1;
        }
    }
    assert!(killed >= 18, "only {killed} runs were killed before their end");
    folder.ok(&resumed);
    assert_eq!(folder.read("model.safetensors"), folder.read("whole-model.safetensors"));
    assert_eq!(folder.read("run.safetensors"), folder.read("whole.safetensors"));
    // A temporary file of a killed run may be left; nothing that bears a name is half.
    assert!(folder.names().iter().all(|name| name.starts_with(".openwork-") || name.ends_with(".safetensors")));
}

#[test]
fn a_checkpoint_of_another_run_is_refused() {
    let folder = Folder::new();
    folder.ok("train mlp iris --epochs 1 --checkpoint c.safetensors -o m.safetensors");
    let before = folder.read("c.safetensors");
    for (line, words) in [
        ("train mlp iris --epochs 1 --hidden 3 --checkpoint c.safetensors --resume", "another model"),
        ("train mlp wine --epochs 1 --checkpoint c.safetensors --resume", "another model"),
        ("train mlp iris --epochs 2 --checkpoint c.safetensors --resume", "other settings"),
        ("train mlp iris --epochs 1 --checkpoint m.safetensors --resume", "wanted one of \"checkpoint\""),
    ] {
        let ended = folder.run(line.split_whitespace());
        assert_eq!(ended.status, 1, "{line}: {}", ended.err);
        assert!(ended.err.contains(words), "{line}: {}", ended.err);
    }
    assert_eq!(folder.read("c.safetensors"), before);
    folder.ok("train mlp iris --epochs 1 --checkpoint c.safetensors --resume");
}

#[test]
fn what_makes_no_sense_is_refused_and_what_breaks_is_named() {
    let folder = Folder::new().with("gap.csv", "a,y\n1,0\n,1\n").with("one.csv", "a,y\n1,b\n2,b\n");
    for (line, status, words) in [
        ("train mlp iris --patience 3", 2, "--validation"),
        ("train mlp iris --hidden 0", 2, "hidden = 0"),
        ("train mlp iris --dropout 1", 2, "dropout = 1"),
        ("train mlp iris --batch none", 2, "full, single"),
        ("train mlp iris --batch 0", 2, "batch = 0"),
        ("train mlp iris --lr -1", 2, "lr = -1"),
        ("train mlp iris --momentum 0.9", 2, "only sgd and rmsprop"),
        ("train mlp iris --optimizer sgd --nesterov", 2, "nesterov"),
        ("train mlp iris --activation step", 2, "activation"),
        ("train mlp iris --epochs 0", 2, "epochs = 0"),
        ("train mlp iris --every 3", 2, "--checkpoint"),
        ("train mlp one.csv --target y", 2, "at least 2 classes"),
        ("train mlp gap.csv --target y", 1, "gap.csv"),
        ("train mlp diabetes --optimizer sgd --lr 1e30 --epochs 3", 1, "is not finite"),
    ] {
        let ended = folder.run(line.split_whitespace());
        assert_eq!(ended.status, status, "{line}: {}", ended.err);
        assert!(ended.err.contains(words), "{line}: {}", ended.err);
    }
    assert_eq!(folder.names(), ["gap.csv", "one.csv"]);
}

#[test]
fn a_schedule_is_drawn_and_settings_it_has_not_are_refused() {
    let folder = Folder::new();
    folder.ok("plot schedule warmup-cosine --warmup 20 --start 0 --lr 0.5 -o warm.svg");
    assert!(folder.text("warm.svg").contains("warmup-cosine over 100 steps"));
    for (line, words) in [
        ("plot schedule cosine --gamma 0.1 -o a.svg", "--gamma: cosine has no such setting"),
        ("plot schedule sine -o a.svg", "sine"),
        ("plot schedule step --size 0 -o a.svg", "size = 0"),
        ("plot schedule multi-step --milestones 9,3 -o a.svg", "milestones = [9, 3]"),
        ("plot schedule step --lr nan -o a.svg", "--lr NaN"),
    ] {
        let ended = folder.run(line.split_whitespace());
        assert_eq!(ended.status, 2, "{line}: {}", ended.err);
        assert!(ended.err.contains(words), "{line}: {}", ended.err);
    }
}
