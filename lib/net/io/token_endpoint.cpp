#include "net/io/token_endpoint.h"

#include "base/io/files.h"
#include "base/log_events.h"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace net::io {

namespace {

constexpr long answer_time_max_ms = 30'000;
constexpr std::size_t answer_octets_max = 64UL * 1024;

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};

std::size_t on_body(char* octets, std::size_t size, std::size_t count, void* body)
{
    auto& all = *static_cast<std::string*>(body);
    if (all.size() + size * count > answer_octets_max) return 0;  // which ends the transfer
    all.append(octets, size * count);
    return size * count;
}

int on_progress(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

std::string url_encoded(CURL* easy, const std::string& text)
{
    const std::unique_ptr<char, void (*)(void*)> encoded(
        curl_easy_escape(easy, text.data(), static_cast<int>(text.size())), curl_free);
    return encoded ? encoded.get() : "";
}

struct HttpAnswer {
    long status = 0;
    std::string body;
};

base::Result<HttpAnswer> post(const std::string& url, const std::vector<std::pair<std::string, std::string>>& fields,
                              std::stop_token stop)
{
    const std::unique_ptr<CURL, FreeEasy> easy(curl_easy_init());
    std::string form;
    for (const auto& [name, value] : fields)
        form += (form.empty() ? "" : "&") + name + '=' + url_encoded(easy.get(), value);
    HttpAnswer answer;
    std::array<char, CURL_ERROR_SIZE> detail{};
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);  // the secrets go where the operator said
    curl_easy_setopt(easy.get(), CURLOPT_PROXY, "");           // never by an environment variable
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_TIMEOUT_MS, answer_time_max_ms);
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
    curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, form.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &on_body);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, &on_progress);
    curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &stop);
    curl_easy_setopt(easy.get(), CURLOPT_ERRORBUFFER, detail.data());
    const CURLcode code = curl_easy_perform(easy.get());
    if (code != CURLE_OK) {
        const std::string why = detail.front() != '\0' ? detail.data() : curl_easy_strerror(code);
        return base::try_again("the token endpoint cannot be asked: " + why);
    }
    curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
}

}  // namespace

base::Result<TokenAnswer> TokenEndpoint::refresh(const std::stop_token& stop)
{
    const auto token = refresh_token();
    if (!token) return token.error();
    std::vector<std::pair<std::string, std::string>> fields{
        {"grant_type", "refresh_token"}, {"refresh_token", *token}, {"client_id", source_.client_id}};
    if (!source_.client_secret_file.empty()) {
        const auto secret = base::io::read_secret(source_.client_secret_file);
        if (!secret) return secret.error();
        fields.emplace_back("client_secret", *secret);
    }
    const auto answered = post(source_.url, fields, stop);
    if (!answered) return answered.error();
    auto answer = read_token_answer(answered->status, answered->body);
    if (answer && !answer->refresh_token.empty() && answer->refresh_token != *token) keep(answer->refresh_token);
    return answer;
}

base::Result<std::string> TokenEndpoint::refresh_token() const
{
    auto token = base::io::read_secret(source_.refresh_token_file);
    if (!unwritten_.empty() && (!token || *token == in_the_file_)) return unwritten_;
    return token;
}

void TokenEndpoint::keep(const std::string& refresh_token)
{
    const auto held = base::io::read_secret(source_.refresh_token_file);
    const auto written = base::io::replace_file(source_.refresh_token_file, refresh_token + '\n');
    unwritten_ = written ? "" : refresh_token;
    in_the_file_ = held ? *held : "";
    if (written) return;
    base::log(base::Note{.level = base::LogLevel::error,
                         .text = "the provider gave a new refresh token, which is lost at the next restart: " +
                                 written.error().text});
}

}  // namespace net::io
