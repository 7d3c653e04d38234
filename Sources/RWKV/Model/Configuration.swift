// The generation and the sizes of a model, as the names and shapes in its checkpoint give them.

/// The generation and the sizes of a model.
public struct Configuration: Hashable, Sendable {
  public let generation: Generation
  public let vocabularySize: Int
  public let layerCount: Int
  /// The paper's C.
  public let width: Int
  /// The paper's N; `width` is a multiple of it.
  public let headSize: Int
  /// Of the hidden part of the channel mixing.
  public let hiddenWidth: Int

  /// The paper's H.
  public var headCount: Int { width / headSize }

  /// Numbers in the state of one layer: two columns that the next token looks back at, and a matrix
  /// for each head.
  var layerStateCount: Int { 2 * width + width * headSize }

  /// Numbers in a state.
  public var stateCount: Int { layerCount * layerStateCount }
}
