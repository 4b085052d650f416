/// What TornadoVM's runtime finds by itself: the library behind the fast modes.
package zerograd.tornado.library;
