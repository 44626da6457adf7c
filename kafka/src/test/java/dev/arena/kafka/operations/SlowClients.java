package dev.arena.kafka.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that never complete their requests: each sends the beginning, then a byte now and then,
 * and connects again when it is disconnected ("slowloris").
 */
final class SlowClients implements AutoCloseable {
  private static final String BEGINNING = "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ";

  private final InetSocketAddress server;
  private final Duration pause;
  private final Selector selector = Selector.open();
  private final CountDownLatch connected;
  private final AtomicInteger sentAway = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "slow-clients");
  private volatile boolean closed;

  private SlowClients(int port, int count, Duration pause) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.pause = pause;
    this.connected = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      connect();
    }
  }

  /**
   * Returns once each client has been connected.
   *
   * @param pause between two bytes
   */
  static SlowClients start(int port, int count, Duration pause) throws Exception {
    SlowClients clients = new SlowClients(port, count, pause);
    clients.thread.start();
    if (!clients.connected.await(60, TimeUnit.SECONDS)) {
      clients.close();
      throw new AssertionError(clients.connected.getCount() + " clients could not connect");
    }
    return clients;
  }

  /** How many connections the server has closed. */
  int sentAway() {
    return sentAway.get();
  }

  @Override
  public void close() throws Exception {
    closed = true;
    selector.wakeup();
    thread.join(Duration.ofSeconds(20).toMillis());
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }

  private void run() {
    long next = System.nanoTime() + pause.toNanos();
    try {
      while (!closed) {
        selector.select(Math.max(1, Duration.ofNanos(next - System.nanoTime()).toMillis()));
        for (SelectionKey key : selector.selectedKeys()) {
          act(key);
        }
        selector.selectedKeys().clear();
        if (System.nanoTime() - next >= 0) {
          next = System.nanoTime() + pause.toNanos();
          for (SelectionKey key : selector.keys().toArray(SelectionKey[]::new)) {
            if (key.isValid() && key.interestOps() == SelectionKey.OP_READ) {
              send(key, "x");
            }
          }
        }
      }
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  private void act(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        key.interestOps(SelectionKey.OP_READ);
        connected.countDown();
        send(key, BEGINNING);
      } else if (key.isReadable() && channel.read(ByteBuffer.allocate(1024)) < 0) {
        again(key);
      }
    } catch (IOException reset) {
      again(key);
    }
  }

  private void send(SelectionKey key, String text) throws IOException {
    try {
      ((SocketChannel) key.channel()).write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
    } catch (IOException reset) {
      again(key);
    }
  }

  private void again(SelectionKey key) throws IOException {
    key.cancel();
    key.channel().close();
    sentAway.incrementAndGet();
    connect();
  }

  private void connect() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.connect(server);
    channel.register(selector, SelectionKey.OP_CONNECT);
  }
}
