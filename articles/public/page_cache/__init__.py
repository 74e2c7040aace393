"""Keeps finished public responses in front of Django; an answer from here enters no Django code.

`application.PageCache` is put around Django's WSGI application in `newsroom/wsgi.py`:

1. `addresses` says which kept page a request asks for, if any;
2. `log_reader` looks at the head of the public change log, and `known_changes` judges by it whether
   a kept page still shows what is true;
3. `memory` holds pages of this process, `file_store` or `redis_store` those that are shared;
4. a missing page is rendered once, as a plain GET without cookies (`rendering`), while other
   requests for it wait (`flights`);
5. `answers` answers from the kept page by RFC 9110: codings, conditions, ranges, HEAD.
"""
