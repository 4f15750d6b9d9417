//! The `openwork` command. All of it is in the library beside this file, which the compiler then works on while it still optimises `openwork`.

fn main() -> std::process::ExitCode {
    openwork_cli::main()
}
