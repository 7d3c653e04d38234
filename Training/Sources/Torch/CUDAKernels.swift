// The recurrence's kernels for NVIDIA cards: whether they can be had.

import CTorch

/// The kernels of one recurrence for NVIDIA cards, which NVRTC compiles for one size of heads.
public struct CUDAKernels: Sendable {
  public var recurrence: Recurrence
  public var headSize: Int
  /// Of r, k, v and y: fp32 or bf16.
  public var elementType: ElementType

  public enum Recurrence: String, Sendable, CaseIterable { case wkv6, wkv7 }

  /// The kernels cannot be had; the words say what to do.
  public struct Absence: Error, Sendable {
    public let reason: String
  }

  public init(_ recurrence: Recurrence, headSize: Int, _ elementType: ElementType) {
    (self.recurrence, self.headSize, self.elementType) = (recurrence, headSize, elementType)
  }

  /// Compiles and loads them for a card, unless that is done.
  public func load(card index: Int) throws(Absence) {
    try call { ct_cuda_load($0, Int32(index)) }
  }

  /// Compiles them for cards of a compute capability, which need not be there.
  ///
  /// - Parameters:
  ///   - capability: 89 for 8.9.
  ///   - nvrtc: The compiler's library; nil to look for it.
  /// - Returns: The bytes of machine code.
  public func compiledSize(capability: Int, nvrtc: String?) throws(Absence) -> Int {
    var size = 0
    try call { ct_cuda_compile(&size, $0, Int32(capability), nvrtc) }
    return size
  }

  private func call(_ body: (CTKernels) -> CTStatus) throws(Absence) {
    let status = recurrence.rawValue.withCString { name in
      body(
        CTKernels(
          recurrence: name, head_size: Int32(headSize),
          is_bfloat16: elementType == .bfloat16 ? 1 : 0))
    }
    if status != 0 { throw Absence(reason: String(cString: ct_error())) }
  }
}
