//! Builds the book: chapters from the library's own documentation, figures that run the library in WebAssembly, no network.

mod anchor;
mod chapter;
mod formula;
#[path = "../speeds.rs"]
mod speeds;
mod tables;

use chapter::Shelf;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use openwork::datasets::Target;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let test = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => false,
        ["--test"] => true,
        _ => {
            eprintln!("usage: cargo xtask book [--test]");
            return ExitCode::from(2);
        }
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match build(&root).and_then(|built| if test { drive(&root).map(|()| built) } else { Ok(built) }) {
        Ok(built) => {
            println!("{}", built.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("book: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Lays the pages out under `target/book`, lets mdBook set them, and gives the folder of the finished book.
fn build(root: &Path) -> Result<PathBuf, Failure> {
    let root = &root.canonicalize()?;
    let stage = root.join("target/book");
    if stage.exists() {
        fs::remove_dir_all(&stage)?;
    }
    let src = stage.join("src");
    pages(root, &src)?;
    copy(&root.join("book/figures"), &src.join("figures"), &["js"])?;
    copy(&root.join("book/theme"), &stage.join("theme"), &["hbs", "css"])?;
    copy(&root.join("book/theme"), &src.join("theme"), &["woff2", "txt"])?;
    fs::copy(root.join("book/figures/figure.css"), stage.join("theme/figure.css"))?;
    fs::write(src.join("figures/iris.js"), iris()?)?;
    bindings(root, &src.join("figures/wasm"))?;

    let config: Config = CONFIG.parse().map_err(|e| format!("mdBook: {e:#}"))?;
    let book = MDBook::load_with_config(&stage, config).map_err(|e| format!("mdBook: {e:#}"))?;
    book.build().map_err(|e| format!("mdBook: {e:#}"))?;

    let built = root.join("book/build");
    if built.exists() {
        fs::remove_dir_all(&built)?;
    }
    fs::rename(stage.join("book"), &built)?;
    Ok(built)
}

const CONFIG: &str = r##"
[book]
title = "Openwork"
description = "Machine learning you can see through: every algorithm readable, equal to its reference, fast, and watchable"
language = "en"

[build]
create-missing = false

[output.html]
default-theme = "light"
preferred-dark-theme = "navy"
additional-css = ["theme/figure.css", "theme/book.css"]
no-section-label = true
[output.html.print]
enable = false
[output.html.playground]
runnable = false
copyable = true
"##;

/// Writes SUMMARY.md and the pages it names: those of `book/` and the chapters from beside the library's code.
fn pages(root: &Path, src: &Path) -> Result<(), Failure> {
    let sources = ["openwork", "openwork-ground"].map(|name| root.join("crates").join(name).join("src"));
    let summary = fs::read_to_string(root.join("book/SUMMARY.md"))?;
    let pages: Vec<String> =
        summary.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(page, _)| page.to_string()).collect();
    for algorithm in openwork::registry::ALGORITHMS {
        if !pages.iter().any(|page| page == algorithm.page) {
            return Err(format!("book/SUMMARY.md does not name {}, the page of {}", algorithm.page, algorithm.name).into());
        }
    }
    let shelf = Shelf { sources: &sources, root, pages: &pages };
    for page in &pages {
        let own = root.join("book").join(page);
        let from = if own.exists() { own } else { sources[0].join(page) };
        let text = fs::read_to_string(&from).map_err(|e| format!("{}: {e}", from.display()))?;
        let text = chapter::page(&text, page, &shelf).map_err(|e| format!("{page}: {e}"))?;
        let to = src.join(page);
        fs::create_dir_all(to.parent().unwrap_or(src))?;
        fs::write(to, text)?;
    }
    fs::write(src.join("SUMMARY.md"), summary)?;
    Ok(())
}

/// Copies the files of a folder that have one of these endings.
fn copy(from: &Path, to: &Path, endings: &[&str]) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        if let (Some(name), Some(ending)) = (path.file_name(), path.extension())
            && endings.iter().any(|e| ending == *e)
        {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Iris as a module for the figures, petals only: smaller than the library's reader of data sets would be in WebAssembly.
fn iris() -> Result<String, Failure> {
    let iris = openwork::datasets::iris()?;
    let points: Vec<[f64; 2]> = iris.x.outer_iter().map(|row| [row[2], row[3]]).collect();
    let Target::Classes { y, .. } = iris.y else { return Err("iris has no classes".into()) };
    let data = serde_json::json!({ "points": points, "names": iris.feature_names[2..], "labels": y });
    Ok(format!("// Written by `cargo xtask book` from the library's data set.\nexport default {data};\n"))
}

/// Compiles the library to WebAssembly and writes it with its JavaScript bindings.
fn bindings(root: &Path, to: &Path) -> Result<(), Failure> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")));
    let mut flags = format!("--remap-path-prefix={}=.", root.display()); // no path of this machine in the book
    if let Ok(home) = home {
        flags += &format!(" --remap-path-prefix={home}=cargo");
    }
    let status = Command::new(cargo)
        .current_dir(root)
        .env("RUSTFLAGS", flags)
        .args([
            "build",
            "--quiet",
            "--package",
            "openwork-web",
            "--lib",
            "--profile",
            "web",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--target-dir", "target"])
        .status()?;
    if !status.success() {
        return Err(
            "the library did not compile to WebAssembly; `rustup target add wasm32-unknown-unknown` adds the target".into()
        );
    }
    let compiled = root.join("target/wasm32-unknown-unknown/web/openwork_web.wasm");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(compiled)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                .omit_default_module_path(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .generate(to)
        })
        .map_err(|e| format!("wasm-bindgen: {e:#}"))?;
    Ok(())
}

/// Drives every figure of the built book in headless Chromium.
fn drive(root: &Path) -> Result<(), Failure> {
    let mut tests: Vec<PathBuf> =
        std::fs::read_dir(root.join("book/tests"))?.map(|file| Ok(file?.path())).collect::<Result<_, Failure>>()?;
    tests.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    tests.sort();
    let status = Command::new("node").arg("--test").args(tests).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the browser tests failed".into()),
        Err(error) => {
            Err(format!("node could not be started: {error}; the tests want node 20, chromium and chromium-driver").into())
        }
    }
}
