// Measures how often the beats of free playing are found.

import ArgumentParser
import Beats
import Foundation
import Rendering

struct BeatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beats",
    abstract: "Counts how many beats of performances are found, beside those that were marked.",
    discussion: """
      Takes folders of ASAP (NAME.mid with NAME_annotations.txt beside it) and of POP909 as it was \
      published (NNN.mid with beat_midi.txt). F is twice the beats that are found within 70 ms of \
      one that is marked, over all that are found and all that are marked.
      """)

  @Argument(help: "Folders of performances with marked beats.", completion: .directory)
  var folders: [String]

  @Option(help: "Of so many performances one is read.")
  var every = 1

  @Flag(help: "Only the means.")
  var means = false

  func validate() throws {
    guard every > 0 else { throw ValidationError("--every is at least 1, not \(every)") }
  }

  func run() throws {
    let marked = MarkedPerformance.all(in: folders)
    guard !marked.isEmpty else {
      throw UserError("there is no performance with marked beats; name a folder of ASAP or POP909")
    }
    var table = Table(
      "F of beats and bar lines", columns: ["performance"] + BeatAccuracy.kinds.map(\.name))
    var found: [BeatAccuracy] = []
    for performance in stride(from: 0, to: marked.count, by: every).map({ marked[$0] }) {
      guard let accuracy = try performance.accuracy() else { continue }
      found.append(accuracy)
      if !means { add(performance.name, BeatAccuracy.kinds.map { accuracy[keyPath: $0.value] }) }
    }
    let count = Double(max(1, found.count))
    add(
      "mean of \(found.count)",
      BeatAccuracy.kinds.map { kind in
        found.reduce(0) { $0 + $1[keyPath: kind.value] } / count
      })
    print(table.text)

    func add(_ name: String, _ values: [Double]) {
      table.add([.text(name)] + values.map { .number($0, digits: 3) })
    }
  }
}
