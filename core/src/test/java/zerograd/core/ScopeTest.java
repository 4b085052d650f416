package zerograd.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test void blocksAreAlignedAndLeaveALineForADeviceHeader() {
    try (var workspace = new Workspace(64 << 20); var scope = new Scope("step", workspace)) {
      long end = 0;
      for (int length : new int[]{1, 3, 16, 17, 1000, 1 << 20}) {
        Floats block = scope.floats(length);
        assertEquals(0, block.address() % 64);
        assertTrue(end == 0 || Math.abs(block.address() - end) >= 64, "no line is free before the block");
        end = block.address() + (length * 4L + 63) / 64 * 64;
      }
    }
  }

  @Test void anOuterScopeGrowsWhileAnInnerOneIsOpen() {
    try (var workspace = new Workspace(64 << 20); var outer = new Scope("model", workspace)) {
      Floats weight = outer.floats(100), gradient;
      try (var inner = new Scope("step", workspace)) {
        inner.floats(100).fill(1);
        gradient = outer.floats(100);
        gradient.fill(2);
      }
      try (var inner = new Scope("step", workspace)) {
        inner.floats(100).fill(3);
        weight.fill(4);
        assertEquals(2, gradient.get(99));
      }
    }
  }

  @Test void theSameStepTwiceTakesMemoryOnce() {
    try (var workspace = new Workspace(1L << 30)) {
      long afterFirst = 0;
      for (int step = 0; step < 5; step++) {
        try (var scope = new Scope("step", workspace)) {
          for (int i = 0; i < 100; i++) scope.floats(100_000 + step * 10);
        }
        if (step == 0) afterFirst = workspace.reservedBytes();
        assertEquals(afterFirst, workspace.reservedBytes());
        assertEquals(0, workspace.inUseBytes());
      }
      assertTrue(workspace.peakBytes() >= 100 * 400_000L);
    }
  }

  @Test void largeBlocksBetweenSmallOnesWasteLittle() {
    try (var workspace = new Workspace(1L << 30); var scope = new Scope("gradients", workspace)) {
      long wanted = 0;
      for (int block = 0; block < 12; block++) {
        for (int length : new int[]{4_358_144, 802_816, 4_358_144, 114_688, 896}) {
          scope.floats(length);
          wanted += 4L * length;
        }
      }
      assertTrue(workspace.reservedBytes() < wanted * 1.15,
          workspace.reservedBytes() + " bytes reserved for " + wanted);
    }
  }

  @Test void nothingIsMadeInAScopeThatHasEnded() {
    try (var workspace = new Workspace(1 << 20)) {
      var scope = new Scope("step 3", workspace);
      scope.close();
      var refused = assertThrows(IllegalStateException.class, () -> scope.floats(1));
      assertEquals("scope \"step 3\" has ended; nothing can be made in it", refused.getMessage());
    }
  }

  @Test void aFullWorkspaceSaysHowFull() {
    try (var workspace = new Workspace(2 << 20); var scope = new Scope("step", workspace)) {
      scope.floats(10);
      var full = assertThrows(OutOfMemoryError.class, () -> scope.floats(1 << 20));
      assertEquals(
          "workspace is full: 4,194,368 bytes wanted, 1,048,576 of 2,097,152 reserved, 1,048,576 in use",
          full.getMessage());
    }
  }

  @Test void reservedBlocksComeFromOneSlabWithoutWaste() {
    try (var workspace = new Workspace(64 << 20)) {
      for (int again = 0; again < 2; again++) {
        try (var scope = new Scope("model", workspace)) {
          scope.reserve(5_000_000, 100, 7_000_001);
          scope.bytes(7_000_001);
          scope.bytes(100);
          scope.bytes(5_000_000);
          assertEquals(5_000_000 + 128 + 7_000_064 + 3 * 64, workspace.reservedBytes());
        }
      }
    }
  }
}
