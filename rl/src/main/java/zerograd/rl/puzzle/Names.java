package zerograd.rl.puzzle;

import java.util.List;

/// Whom a puzzle is about. The order of the names matters: they are drawn by position.
enum Names {
  COMMON(
      """
          Emma Liam Olivia Noah Ava Ethan Sophia Mason Isabella William Mia James Charlotte Benjamin Amelia
          Lucas Harper Henry Evelyn Alexander Abigail Michael Emily Daniel Elizabeth Jacob Sofia Logan Avery
          Jackson Ella Sebastian Scarlett Jack Grace Aiden Chloe Owen Victoria Samuel Riley Matthew Aria
          Joseph Lily Luke Aurora David Zoey Oliver Penelope"""),

  UNCOMMON(
      """
          Zephyr Elowen Caspian Isolde Osiris Vesper Thaddeus Ondine Lysander Xanthe Oberon Calliope Leander
          Eulalia Florian Forsythe Nephele Peregrine Ianthe Lazarus Elodie Cillian Ottoline Evander Saffron
          Caius Zora Cyprian Amaryllis Theron Perdita Ignatius Zephyrine Balthazar Melisande Zinnia Sylvester
          Cosima Leocadio Percival Oceane Evanthe Zenobia Eurydice Quillan Aeronwen Thorsten Xiomara Zephyrus
          Ysolde""");

  private final List<String> names;

  Names(String names) { this.names = List.of(names.split("\\s+")); }

  List<String> list() { return names; }
}
