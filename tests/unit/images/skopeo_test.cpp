// What skopeo says, in our words; what a registry says, before it is believed.
#include <QTest> // first: Qt 6.4's moc cannot read <compare> when nothing came before it

#include "core/images/library/skopeo.h"

#include "core/base/sha256.h"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::images;
using Json = nlohmann::json;

namespace {

std::string digestOf(char digit)
{
    return "sha256:" + std::string(64, digit);
}

Json described(char digit, std::uint64_t size)
{
    return {{"digest", digestOf(digit)}, {"size", size}};
}

ErrorCode meaningOf(const std::string &message)
{
    return explainSkopeoFailure({ErrorCode::HostToolFailed, "skopeo ended with status 1: time=\"2026-11-26T16:56:30Z\" "
                                                            "level=fatal msg=\"" +
                                                                message + '"'})
        .code;
}

bool has(const std::vector<std::string> &list, const std::string &text)
{
    return std::ranges::find(list, text) != list.end();
}

} // namespace

class SkopeoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itsFailuresAreToldApart()
    {
        QCOMPARE(meaningOf("reading manifest 1 in registry.example/a: unauthorized: authentication required"),
                 ErrorCode::PermissionDenied);
        QCOMPARE(meaningOf("denied: requested access to the resource is denied"), ErrorCode::PermissionDenied);
        QCOMPARE(meaningOf("reading manifest nope in registry.example/a: manifest unknown: manifest unknown"),
                 ErrorCode::NotFound);
        QCOMPARE(meaningOf("determining manifest MIME type for docker-archive:a: Tag \\\"a:1\\\" not found"),
                 ErrorCode::NotFound);
        QCOMPARE(meaningOf("pinging container registry registry.example: Get: dial tcp: lookup registry.example: no "
                           "such host"),
                 ErrorCode::NetworkError);
        QCOMPARE(meaningOf("writing blob: happened during read: Digest did not match, expected sha256:1, got sha256:2"),
                 ErrorCode::ImageBroken);
        QCOMPARE(meaningOf("writing blob: write /a/b: no space left on device"), ErrorCode::OutOfDisk);
        QCOMPARE(meaningOf("toomanyrequests: you have reached your pull rate limit"), ErrorCode::RateLimited);
        QCOMPARE(meaningOf("something else"), ErrorCode::HostToolFailed);
    }

    void itsLastWordsAreReadable()
    {
        const auto error = explainSkopeoFailure(
            {ErrorCode::HostToolFailed, "skopeo ended with status 1: Getting image source signatures\ntime=\"t\" "
                                        "level=fatal msg=\"Error parsing image name \\\"docker://r\\\": manifest "
                                        "unknown\""});
        QCOMPARE(error.detail, std::string("Error parsing image name \"docker://r\": manifest unknown"));
        const auto lines = explainSkopeoFailure(
            {ErrorCode::HostToolFailed, "skopeo ended with status 1: time=\"t\" level=fatal msg=\"getting username and "
                                        "password: 1 error occurred:\\n\\t* reading JSON file \\\"/a\\\"\""});
        QCOMPARE(lines.code, ErrorCode::InvalidArgument);
        QVERIFY2(lines.detail.find("1 error occurred:  * reading JSON file \"/a\"") != std::string::npos,
                 lines.detail.c_str());
        const Error other{ErrorCode::TimedOut, "skopeo was stopped after 60 s"};
        QCOMPARE(explainSkopeoFailure(other), other);
    }

    void onlyThisHostIsSpokenToWithoutTlsUnasked()
    {
        QVERIFY(isLoopback("localhost/a") && isLoopback("localhost:5000/a:1") && isLoopback("127.0.0.1:5000/a") &&
                isLoopback("127.1.2.3/a") && isLoopback("[::1]:5000/a"));
        QVERIFY(!isLoopback("registry.example/a") && !isLoopback("127.0.0.1.registry.example/a") &&
                !isLoopback("localhost.registry.example/a") && !isLoopback("10.0.0.1:5000/a"));
        SkopeoPlace place{"/place", "/pool", {}, false};
        QVERIFY(has(skopeoFetch(place, "registry.example/a:1").arguments, "--src-tls-verify=true"));
        QVERIFY(has(skopeoManifest(place, "registry.example/a:1").arguments, "--tls-verify=true"));
        QVERIFY(has(skopeoFetch(place, "localhost:5000/a:1").arguments, "--src-tls-verify=false"));
        place.plainHttp = true;
        QVERIFY(has(skopeoFetch(place, "registry.example/a:1").arguments, "--src-tls-verify=false"));
    }

    void noCredentialsAreLookedForUnlessAFileIsNamed()
    {
        SkopeoPlace place{"/place", "/pool", {}, false};
        for (const auto &spec :
             {skopeoFetch(place, "registry.example/a"), skopeoManifest(place, "registry.example/a")}) {
            QVERIFY(has(spec.arguments, kSkopeoNoLogins));
            QVERIFY(std::ranges::find(spec.environment,
                                      std::pair<std::string, std::string>("XDG_RUNTIME_DIR", "/place/runtime")) !=
                    spec.environment.end());
        }
        const auto own = skopeoFetch(place, "registry.example/a").environment;
        QVERIFY(std::ranges::find(own, std::pair<std::string, std::string>("HOME", "/place/runtime")) != own.end());
        place.authFile = "/home/ada/auth.json";
        QVERIFY(has(skopeoFetch(place, "registry.example/a").arguments, "/home/ada/auth.json"));
        QVERIFY(!has(skopeoFetch(place, "registry.example/a").arguments, kSkopeoNoLogins));
    }

    void aManifestNamesItsLayers()
    {
        const auto text = Json{{"schemaVersion", 2},
                               {"config", described('c', 3)},
                               {"layers", {described('a', 10), described('b', 20)}}}
                              .dump();
        const auto manifest = remoteManifestFrom(text);
        QVERIFY(manifest);
        QCOMPARE(manifest->digest, "sha256:" + sha256Hex(text));
        QVERIFY(manifest->chosen.empty());
        QCOMPARE(manifest->layers,
                 (std::vector<domain::ImageLayer>{{digestOf('a'), ByteCount{10}}, {digestOf('b'), ByteCount{20}}}));
    }

    void ofAnIndexTheOneForGuestsIsChosen()
    {
        const auto entry = [](const char *os, const char *architecture, char digit) {
            auto one = described(digit, 5);
            one["platform"] = {{"os", os}, {"architecture", architecture}};
            return one;
        };
        const auto manifest = remoteManifestFrom(Json{
            {"mediaType", "application/vnd.oci.image.index.v1+json"},
            {"manifests",
             {entry("linux", "arm64", 'a'), entry("linux", "amd64", 'b'),
              entry("unknown", "unknown", 'c')}}}.dump());
        QVERIFY(manifest);
        QCOMPARE(manifest->chosen, digestOf('b'));
        const auto other = remoteManifestFrom(Json{{"manifests", Json::array({entry("linux", "arm64", 'a')})}}.dump());
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::Unsupported);
    }

    void whatIsNoManifestIsRefused()
    {
        auto negative = described('a', 1);
        negative["size"] = -1;
        auto escaping = described('a', 1);
        escaping["digest"] = "sha256:../../x";
        for (const auto &text :
             {std::string(), std::string("<html>"), std::string("[]"),
              Json{{"layers", Json::array({Json::object()})}}.dump(), Json{{"layers", Json::array({escaping})}}.dump(),
              Json{{"layers", Json::array({negative})}}.dump(),
              Json{{"mediaType", "application/vnd.oci.image.index.v1+json"}}.dump()})
            QCOMPARE(remoteManifestFrom(text).error().code, ErrorCode::ProtocolError);
        QCOMPARE(remoteManifestFrom("{\"fsLayers\":[]}").error().code, ErrorCode::Unsupported);
        QCOMPARE(remoteManifestFrom(std::string(5 << 20, ' ')).error().code, ErrorCode::TooLarge);
    }
};

QTEST_APPLESS_MAIN(SkopeoTest)
#include "skopeo_test.moc"
