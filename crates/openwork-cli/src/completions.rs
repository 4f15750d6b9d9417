//! `openwork completions`: a script that teaches the shell our commands and flags.

use crate::call::Failure;
use crate::{help, output};
use clap::{Args, ValueEnum};
use clap_complete::{Shell, generate};

/// Print a completion script for your shell.
///
/// Load it once for every new shell, for example in ~/.bashrc: source <(openwork completions bash)
#[derive(Args)]
#[command(after_help = "Examples:\n  openwork completions bash\n  openwork completions zsh\n  openwork completions fish")]
pub struct Completions {
    /// The shell to complete in
    shell: Kind,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Bash,
    Zsh,
    Fish,
}

impl Completions {
    pub fn run(self) -> Result<(), Failure> {
        let shell = match self.shell {
            Kind::Bash => Shell::Bash,
            Kind::Zsh => Shell::Zsh,
            Kind::Fish => Shell::Fish,
        };
        let mut script = Vec::new();
        generate(shell, &mut help::command(), "openwork", &mut script);
        output::print(&String::from_utf8_lossy(&script))
    }
}
