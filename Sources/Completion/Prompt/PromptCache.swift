// The model's states at the bar lines of the last prompt, so that an edit is read from its bar on.

import RWKV
import Synchronization
import Tokens

/// The model's states at the bar lines of the prompt that was read last, so that after an edit only
/// the bars from the edit on are read again.
///
/// It belongs to one model and serves one score at a time: of another score it keeps what both
/// begin with, which is mostly nothing. What it gives is bit for bit what reading without it gives,
/// unless it is compact. Any number of threads may use it; they read one after the other.
///
/// A score of more tokens than `CompletionOptions.promptTokens` loses its first bars, others after
/// each edit that changes its length; then nothing can be used again.
public final class PromptCache: Sendable {
  /// Enough for a bar line state of a hundred bars with a model of ten million parameters.
  public static let defaultByteLimit = 64 << 20

  public let model: Model
  /// The states together have at most so many bytes.
  public let byteLimit: Int
  /// Of each state.
  private let stateBytes: Int
  private let snapshots: Mutex<Snapshots>

  /// - Parameters:
  ///   - byteLimit: 0 or more; less than one state has means that nothing is kept.
  ///   - isCompact: Whether states are rounded to bfloat16, so that twice as many are kept. What is
  ///     written after an edit then depends in its last digits on what was read before the edit.
  public init(
    _ model: Model, byteLimit: Int = PromptCache.defaultByteLimit, isCompact: Bool = false
  ) {
    precondition(byteLimit >= 0, "a limit of \(byteLimit) bytes")
    self.model = model
    self.byteLimit = byteLimit
    let numberBytes = isCompact ? MemoryLayout<UInt16>.stride : MemoryLayout<Float>.stride
    stateBytes = model.makeState().count * numberBytes
    snapshots = Mutex(Snapshots(limit: byteLimit / stateBytes, isCompact: isCompact))
  }

  /// Of the states that are kept now.
  public var byteCount: Int { snapshots.withLock { $0.entries.count * stateBytes } }

  /// What reading a prompt gave.
  struct Reading {
    let state: State
    /// After the last token.
    let logits: [Float]
    /// How many of the tokens did not have to be read.
    let reusedTokens: Int
  }

  /// Reads a prompt from the last bar line on up to which it is known.
  ///
  /// - Parameter barLines: Indices of tokens before which a state is kept, ascending.
  func read(_ tokens: [Int], barLines: [Int]) -> Reading {
    snapshots.withLock { kept in
      kept.keepPrefix(of: tokens)
      let known = kept.entries.last
      var (state, start) = (known?.kept.state ?? model.makeState(), known?.tokenCount ?? 0)
      for end in barLines where end > start {
        _ = model.prefill(Array(tokens[start..<end]), state: &state)
        kept.append(state, tokenCount: end)
        start = end
      }
      let logits = model.prefill(Array(tokens[start...]), state: &state)
      return Reading(state: state, logits: logits, reusedTokens: known?.tokenCount ?? 0)
    }
  }
}
