// The option that says whether a file's bars mean anything.

import ArgumentParser
import Beats
import Foundation
import Music

/// Whether the bars of a file are those of the music.
enum Timing: String, CaseIterable, ExpressibleByArgument {
  /// Grid, unless the notes stand anywhere on it.
  case auto
  /// They are.
  case grid
  /// It was played freely: beats and bars have to be found.
  case performance
}

/// How a file's time is read.
struct TimingOptions: ParsableArguments {
  @Option(
    help: """
      Whose bars count: 'grid', those of the file; 'performance', those found in music that was \
      played freely; 'auto' finds them if the notes do not stand on the file's grid.
      """)
  var timing: Timing = .auto

  /// The score in the file, with the bars that were found where its own do not count.
  func read(_ path: String) throws(UserError) -> Score {
    let score = try readScore(path)
    guard timing == .performance || timing == .auto && score.isPlayedFreely else { return score }
    guard let beats = TrackedBeats(score) else {
      guard timing == .performance else { return score }
      throw UserError(
        path, "no beats can be found in it", advice: "Leave out --timing, or play some bars more")
    }
    if timing == .auto {
      let note =
        "\(path): played freely, so its bars are those found in it: \(beats.beatsPerBar) beats each, "
        + "about \(decimal(beats.tempo, 0)) beats a minute; 'continuo inspect --plot' shows them, "
        + "'--timing grid' takes the file's own\n"
      FileHandle.standardError.write(Data(note.utf8))
    }
    return score.barred(by: beats)
  }
}
