// NVRTC compiles the kernels for NVIDIA cards, for all cards that people have.

import Foundation
import Testing
import Torch

/// NVRTC as pip puts it into .venv; nil where it is absent.
private let nvrtc: String? = {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let files = FileManager.default.enumerator(
    at: root.appending(path: ".venv").resolvingSymlinksInPath(), includingPropertiesForKeys: nil)
  for case let file as URL in files ?? .init() {
    let name = file.lastPathComponent
    if name == "libnvrtc.so.13" || name == "nvrtc64_130_0.dll" { return file.path }
  }
  return nil
}()

@Suite struct CUDACompilationTests {
  @Test(
    .enabled(
      if: nvrtc != nil, "skipped: no nvidia-cuda-nvrtc in .venv; run Scripts/setup-oracles"),
    arguments: [80, 86, 89, 90, 120], [16, 64, 128])
  func everyKernelCompiles(capability: Int, headSize: Int) throws {
    for recurrence in CUDAKernels.Recurrence.allCases {
      // One kind of card and of heads stands for all in fp32.
      let types: [ElementType] =
        capability == 89 && headSize == 64 ? [.bfloat16, .float32] : [.bfloat16]
      for type in types {
        let kernels = CUDAKernels(recurrence, headSize: headSize, type)
        let size = try kernels.compiledSize(capability: capability, nvrtc: nvrtc)
        #expect(size > 3 * 4096)
      }
    }
  }

  @Test(
    .enabled(
      if: nvrtc != nil, "skipped: no nvidia-cuda-nvrtc in .venv; run Scripts/setup-oracles"))
  func aCardThatTheCompilerDoesNotKnowIsNamed() {
    let kernels = CUDAKernels(.wkv7, headSize: 64, .bfloat16)
    let absence = #expect(throws: CUDAKernels.Absence.self) {
      try kernels.compiledSize(capability: 999, nvrtc: nvrtc)
    }
    #expect(absence?.reason.contains("compute capability 99.9") == true)
    #expect(absence?.reason.contains("--kernels chunked") == true)
  }

  @Test func aMissingCompilerIsNamedWithTheWayOut() {
    let kernels = CUDAKernels(.wkv7, headSize: 64, .bfloat16)
    let absence = #expect(throws: CUDAKernels.Absence.self) {
      try kernels.compiledSize(capability: 89, nvrtc: "/nowhere/libnvrtc.so.13")
    }
    #expect(absence?.reason.contains("/nowhere/libnvrtc.so.13") == true)
    #expect(absence?.reason.contains("--kernels chunked") == true)
  }

  @Test func headsOfOddSizesAreRefused() {
    for size in [0, 40, 256] {
      #expect(throws: CUDAKernels.Absence.self) {
        try CUDAKernels(.wkv6, headSize: size, .bfloat16)
          .compiledSize(capability: 89, nvrtc: nvrtc)
      }
    }
  }
}
