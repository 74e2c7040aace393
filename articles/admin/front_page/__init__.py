"""The screens of the front page: what stands where, drafts of editions, and launching them."""
