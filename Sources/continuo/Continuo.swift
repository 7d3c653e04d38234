// The command: what it is called and what it can do.

import ArgumentParser

@main
struct Continuo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continuo",
    abstract: "Code completion for the piano: several ways to fill what you left open.",
    discussion: """
      Give it a piano piece as a MIDI or MusicXML file. It writes several takes that go on where \
      yours stops, or fill the bars or the hand that you name, each as a MIDI file with your other \
      notes untouched, on this computer and offline.

      Examples:
        continuo complete sketch.mid
        continuo complete sketch.mid --bars 4 --takes 6 --seed 7
        continuo complete sketch.mid --bars 9-12 --hand left
        continuo inspect sketch.mid
      """,
    version: "0.1.0",
    subcommands: [
      CompleteCommand.self, InspectCommand.self, LogitsCommand.self, MirexCommand.self,
      OriginalityCommand.self, PrepareCommand.self,
    ])
}
