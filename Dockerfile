# The services as an image: the commands stream, score, replay, tail, dlq, config, votes, promote and console, without trainer and local servers.
#
#   docker build -t arena-scorer .                                    on a CPU
#   docker build -t arena-scorer:gpu --build-arg VARIANT=gpu .        on an NVIDIA GPU, CUDA 12
#
# docs/how-to/deploy.md says how to run it.
ARG VARIANT=cpu
ARG CUDA_IMAGE=nvidia/cuda:12.9.1-cudnn-runtime-ubuntu22.04

FROM maven:3.9-eclipse-temurin-17 AS build
ARG VARIANT
ARG TARGETARCH=amd64
WORKDIR /src
COPY .mvn .mvn/
COPY pom.xml ./
COPY statistics statistics/
COPY schemas schemas/
COPY cli cli/
COPY models models/
COPY trainer/pom.xml trainer/
COPY servers/pom.xml servers/
COPY kafka kafka/
COPY streamer streamer/
COPY votes votes/
COPY console console/
COPY local/pom.xml local/
COPY lab/pom.xml lab/
COPY dist dist/
COPY arena LICENSE NOTICE ./
COPY docs/reference docs/reference/
COPY examples examples/
COPY deploy/image/collect.sh deploy/image/
COPY deploy/systemd deploy/systemd/
# layers of the image below stay as they are where collect.sh writes the same bytes again
RUN --mount=type=cache,target=/m2 \
    profile=$([ "$VARIANT" = gpu ] && echo -Pgpu || true) \
 && mvn -B -ntp -Dmaven.repo.local=/m2 $profile -pl streamer,votes,console,dist -am package -Dmaven.test.skip=true \
      -Dspotless.check.skip -Denforcer.skip \
 && java -Darena.home=/src -cp "dist/target/classes:$(cat dist/target/classpath)" \
      dev.arena.dist.DistMain dist --slim --out /tmp/arena.tar.gz \
 && mkdir /dist && tar xzf /tmp/arena.tar.gz -C /dist --strip-components=1 \
 && deploy/image/collect.sh /dist "$TARGETARCH" /out

FROM eclipse-temurin:17-jre AS java

FROM java AS cpu

FROM ${CUDA_IMAGE} AS gpu
COPY --from=java /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8

FROM ${VARIANT}
RUN groupadd --system --gid 10001 arena \
 && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin arena \
 # the state of the votes service: a new volume there gets this owner
 && install -d -o 10001 -g 10001 /var/lib/arena
COPY --from=build /out/native /arena/native
COPY --from=build /out/lib /arena/lib
COPY models/default /arena/models/default
COPY --chmod=755 deploy/image/arena deploy/image/healthy /arena/bin/
COPY --from=build /dist/LICENSE /dist/NOTICE /dist/licences.md /dist/sbom.json /arena/
COPY --from=build /out/app /arena/app
ENV ARENA_HTTP_HOST=0.0.0.0
USER 10001:10001
WORKDIR /arena
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["/arena/bin/healthy"]
ENTRYPOINT ["/arena/bin/arena"]
CMD ["stream"]
ARG VARIANT
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="Arena" \
      org.opencontainers.image.description="Scores conversation pairs on a Kafka topic: how likely people prefer A, B, or call it a tie; evaluates scorers and ranks models by votes" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      dev.arena.variant="${VARIANT}"
