// `continuo mirex`: the protocol of MIREX's piano music continuation.

import ArgumentParser
import Checkpoint
import Completion
import Foundation
import Music
import RWKV
import Tokens

struct MirexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mirex",
    abstract: "Continue a prompt as MIREX's symbolic music generation asks for it.",
    discussion: """
      Reads {"prompt": [{"start": 16, "pitch": 72, "duration": 6}, ...]}, counted in sixteenths of \
      4/4: a pickup bar and four bars, 80 sixteenths. Writes files sample_01.json and so on, each \
      {"generation": [...]} of the next twelve bars, with starts from 80 to 271. Notes of the \
      prompt that lie outside its 80 sixteenths are not read. Twice as many are drawn, and the \
      best that differ are written, as 'complete' does it.

      The same prompt and seed give the same samples.

      Example:
        continuo mirex prompt.json samples 8
      """)

  @Argument(help: "The prompt, a JSON file.", completion: .file(extensions: ["json"]))
  var prompt: String

  @Argument(help: "The folder for the samples, made if need be.", completion: .directory)
  var folder: String

  @Argument(help: "How many samples.")
  var count: Int

  @Option(help: "Where chance starts.")
  var seed: UInt64 = 0

  @Option(help: "The model; without it, the one that 'complete' takes.")
  var model: String?

  @OptionGroup var engine: EngineOptions

  private static let possibleCounts = 1...CompletionOptions.possibleTakes.upperBound / 2

  func run() async throws {
    try reportingFailure {
      var options = CompletionOptions()
      guard MirexCommand.possibleCounts.contains(count) else {
        throw UserError(
          nil, "\(count) samples are not possible",
          advice: "Choose \(MirexCommand.possibleCounts.lowerBound) to "
            + "\(MirexCommand.possibleCounts.upperBound)")
      }
      options.takes = count
      options.candidates = max(2 * count, CompletionOptions.usualCandidates)
      options.seed = seed
      options.dynamics = false
      options.pedals = false
      options.acceptsSilence = true
      options.controls.grid = 4
      do throws(CompletionError) {
        try options.check()
      } catch { throw UserError(nil, error.problem, advice: error.advice) }
      let score = try MirexMusic.score(readFile(prompt), path: prompt)
      let url = try ModelFile.find(model)
      let model = try engine.load(url)
      let suggestions: Suggestions
      do throws(CompletionError) {
        suggestions = try complete(
          score, .bars(MirexMusic.bars), options, model: model, cells: Cells(of: model))
      } catch {
        throw UserError(
          error.concernsModel ? url.path : prompt, error.problem, advice: error.advice)
      }
      try write(suggestions.takes().map(MirexMusic.notes))
    }
  }

  private func write(_ samples: [[MirexNote]]) throws(UserError) {
    let out = URL(filePath: folder, directoryHint: .isDirectory)
    let digits = max(2, "\(samples.count)".count)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    do {
      try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
      for (index, notes) in samples.enumerated() {
        let number = String(repeating: "0", count: digits - "\(index + 1)".count) + "\(index + 1)"
        let data = try encoder.encode(["generation": notes])
        try WholeFile.write(data, to: out.appending(path: "sample_\(number).json"))
      }
    } catch {
      throw UserError(
        out, "cannot be written (\(error.localizedDescription))",
        advice: "Check the folder, its permissions and the free space")
    }
  }
}
